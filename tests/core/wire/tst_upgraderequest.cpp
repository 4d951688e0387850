#include "core/wire/upgraderequest.h"

#include <QTest>

using namespace signalbox;

namespace {

const QByteArray Key = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 section 1.3

HttpHead goodHead()
{
    HttpHead head;
    head.method = "GET";
    head.target = "/";
    head.headers = {{"Host", "localhost:8080"},
                    {"Upgrade", "websocket"},
                    {"Connection", "Upgrade"},
                    {"Sec-WebSocket-Key", Key},
                    {"Sec-WebSocket-Version", "13"}};
    return head;
}

//! The valid head with all fields named \a name replaced by \a values.
HttpHead with(const QByteArray &name, const QList<QByteArray> &values)
{
    HttpHead head = goodHead();
    std::erase_if(head.headers, [&](const HttpHeader &header) { return header.name == name; });
    for (const QByteArray &value : values)
        head.headers.push_back({name, value});
    return head;
}

} // namespace

Q_DECLARE_METATYPE(signalbox::HttpHead)

class TstUpgradeRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void looksAtFewOffers();
    void accepts_data();
    void accepts();
    void rejects_data();
    void rejects();
    void fieldsComeBeforeTheVersion();
    void detectsWebSocket_data();
    void detectsWebSocket();
};

void TstUpgradeRequest::reads()
{
    HttpHead head = with("Sec-WebSocket-Protocol", {"a, b", "signalbox.v1.json"});
    head.headers.push_back({"Origin", "http://localhost:8080"});
    const auto read = readUpgradeRequest(head);
    QVERIFY(std::holds_alternative<UpgradeRequest>(read));
    const auto &request = std::get<UpgradeRequest>(read);
    QCOMPARE(request.host, QByteArray("localhost:8080"));
    QCOMPARE(request.key, Key);
    QCOMPARE(request.origin, std::optional<QByteArray>("http://localhost:8080"));
    QCOMPARE(request.subprotocols, (std::vector<QByteArray>{"a", "b", "signalbox.v1.json"}));

    const auto plain = readUpgradeRequest(goodHead());
    QVERIFY(std::holds_alternative<UpgradeRequest>(plain));
    QVERIFY(!std::get<UpgradeRequest>(plain).origin.has_value());
    QVERIFY(std::get<UpgradeRequest>(plain).subprotocols.empty());
}

void TstUpgradeRequest::looksAtFewOffers()
{
    QByteArrayList offers;
    for (int i = 0; i < 2000; ++i)
        offers += "p" + QByteArray::number(i);
    const auto read =
        readUpgradeRequest(with("Sec-WebSocket-Protocol", {offers.join(','), "not a token",
                                                           "p1"})); // what is not looked at may be anything
    const auto *request = std::get_if<UpgradeRequest>(&read);
    QVERIFY(request);
    QCOMPARE(request->subprotocols.size(), MaxSubprotocolOffers);
    QCOMPARE(request->subprotocols.back(), "p31");
}

void TstUpgradeRequest::accepts_data()
{
    QTest::addColumn<HttpHead>("head");

    HttpHead later = goodHead();
    later.versionMinor = 2;
    QTest::newRow("HTTP/1.2") << later;
    QTest::newRow("Upgrade lists others") << with("Upgrade", {"h2c, WebSocket"});
    QTest::newRow("Upgrade on two lines") << with("Upgrade", {"h2c", "websocket"});
    QTest::newRow("Connection lists others") << with("Connection", {"keep-alive, upgrade"});
    QTest::newRow("Connection on two lines") << with("Connection", {"keep-alive", "UPGRADE"});
    QTest::newRow("Host is a name") << with("Host", {"example.org"});
    QTest::newRow("Host is IPv6") << with("Host", {"[::1]:8080"});
    QTest::newRow("a null Origin is checked elsewhere") << with("Origin", {"null"});
    QTest::newRow("a key with + and /") << with("Sec-WebSocket-Key", {"+/+/+/+/+/+/+/+/+/+/+w=="});
    QTest::newRow("empty offers") << with("Sec-WebSocket-Protocol", {" , "});
    QTest::newRow("offers that differ in case") << with("Sec-WebSocket-Protocol", {"chat, Chat"});
    QTest::newRow("extensions we do not know")
        << with("Sec-WebSocket-Extensions", {"x-a; b=\"1\", x-c", "x-d"});
    QTest::newRow("extensions that name none") << with("Sec-WebSocket-Extensions", {""});
    QTest::newRow("odd extensions of others")
        << with("Sec-WebSocket-Extensions", {"a/b, x; y=[1, 2]", "=\""});
    QTest::newRow("extensions") << with("Sec-WebSocket-Extensions",
                                        {"permessage-deflate; client_max_window_bits"});
}

void TstUpgradeRequest::accepts()
{
    QFETCH(const HttpHead, head);
    const auto read = readUpgradeRequest(head);
    const auto *error = std::get_if<UpgradeError>(&read);
    QVERIFY2(!error, error ? error->detail.constData() : "");
}

void TstUpgradeRequest::rejects_data()
{
    QTest::addColumn<HttpHead>("head");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const HttpHead &head, int status = 400) {
        QTest::newRow(name) << head << status;
    };
    row("a malformed offer", with("Sec-WebSocket-Extensions", {"permessage-deflate; =1"}));
    row("a malformed offer behind a good one",
        with("Sec-WebSocket-Extensions", {"permessage-deflate, permessage-deflate x"}));
    HttpHead old = goodHead();
    old.versionMinor = 0;
    row("HTTP/1.0", old);
    HttpHead body = goodHead();
    body.hasBody = true;
    row("a body", body);
    row("no Host", with("Host", {}));
    row("two Hosts", with("Host", {"a", "a"}));
    row("empty Host", with("Host", {""}));
    row("Host is a list", with("Host", {"a, b"}));
    row("Host is a URL", with("Host", {"http://a/"}));
    row("Host with a user", with("Host", {"u@a"}));
    row("Host with a space", with("Host", {"a b"}));
    row("no Upgrade", with("Upgrade", {}));
    row("another Upgrade", with("Upgrade", {"h2c"}));
    row("no Connection", with("Connection", {}));
    row("another Connection", with("Connection", {"keep-alive"}));
    row("no key", with("Sec-WebSocket-Key", {}));
    row("empty key", with("Sec-WebSocket-Key", {""}));
    row("two keys", with("Sec-WebSocket-Key", {Key, Key}));
    row("key of 15 bytes", with("Sec-WebSocket-Key", {QByteArray(15, 'k').toBase64()}));
    row("key of 17 bytes", with("Sec-WebSocket-Key", {QByteArray(17, 'k').toBase64()}));
    row("key of one byte", with("Sec-WebSocket-Key", {"x"}));
    row("key without padding", with("Sec-WebSocket-Key", {Key.chopped(2)}));
    row("key with one =", with("Sec-WebSocket-Key", {Key.chopped(1)}));
    row("key with three =", with("Sec-WebSocket-Key", {Key + '='}));
    row("key not canonical", with("Sec-WebSocket-Key", {"dGhlIHNhbXBsZSBub25jZR=="}));
    row("key of another alphabet", with("Sec-WebSocket-Key", {"-_-_-_-_-_-_-_-_-_-_-w=="}));
    row("key with a space", with("Sec-WebSocket-Key", {"dGhlIHNhbXBs ZSBub25jZQ=="}));
    row("two Origins", with("Origin", {"http://a", "http://a"}));
    row("offer not a token", with("Sec-WebSocket-Protocol", {"a b"}));
    row("offer with a slash", with("Sec-WebSocket-Protocol", {"a/b"}));
    row("offer twice", with("Sec-WebSocket-Protocol", {"a, b, a"}));
    row("offer twice on two lines", with("Sec-WebSocket-Protocol", {"a", "a"}));
    row("no version", with("Sec-WebSocket-Version", {}));
    row("two versions", with("Sec-WebSocket-Version", {"13", "13"}));
    row("version 8", with("Sec-WebSocket-Version", {"8"}), 426);
    row("version 12", with("Sec-WebSocket-Version", {"12"}), 426);
    row("version 14", with("Sec-WebSocket-Version", {"14"}), 426);
    row("version 013", with("Sec-WebSocket-Version", {"013"}), 426);
    row("version list", with("Sec-WebSocket-Version", {"13, 8"}), 426);
    row("version empty", with("Sec-WebSocket-Version", {""}), 426);
}

void TstUpgradeRequest::rejects()
{
    QFETCH(const HttpHead, head);
    QFETCH(const int, status);
    const auto read = readUpgradeRequest(head);
    QVERIFY(std::holds_alternative<UpgradeError>(read));
    QCOMPARE(std::get<UpgradeError>(read).status, status);
    QVERIFY(!std::get<UpgradeError>(read).detail.isEmpty());
}

void TstUpgradeRequest::fieldsComeBeforeTheVersion()
{
    HttpHead head = with("Sec-WebSocket-Version", {"8"});
    std::erase_if(head.headers, [](const HttpHeader &header) { return header.name == "Sec-WebSocket-Key"; });
    const auto read = readUpgradeRequest(head);
    QVERIFY(std::holds_alternative<UpgradeError>(read));
    QCOMPARE(std::get<UpgradeError>(read).status, 400);
}

void TstUpgradeRequest::detectsWebSocket_data()
{
    QTest::addColumn<HttpHead>("head");
    QTest::addColumn<bool>("asks");

    QTest::newRow("yes") << goodHead() << true;
    QTest::newRow("any case") << with("Upgrade", {"WebSocket"}) << true;
    QTest::newRow("in a list") << with("Upgrade", {"h2c, websocket"}) << true;
    QTest::newRow("even without Connection") << with("Connection", {}) << true;
    QTest::newRow("no Upgrade") << with("Upgrade", {}) << false;
    HttpHead old = goodHead();
    old.versionMinor = 0;
    QTest::newRow("HTTP/1.0") << old << false;
    QTest::newRow("another") << with("Upgrade", {"h2c"}) << false;
    QTest::newRow("a longer word") << with("Upgrade", {"websockets"}) << false;
}

void TstUpgradeRequest::detectsWebSocket()
{
    QFETCH(const HttpHead, head);
    QFETCH(const bool, asks);
    QCOMPARE(asksForWebSocket(head), asks);
}

QTEST_GUILESS_MAIN(TstUpgradeRequest)
#include "tst_upgraderequest.moc"

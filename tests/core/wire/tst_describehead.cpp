#include "core/wire/describehead.h"

#include <QTest>

using namespace signalbox;

namespace {

HttpHead headOf(const QByteArray &target, std::vector<HttpHeader> headers = {})
{
    HttpHead head;
    head.method = "GET";
    head.target = target;
    head.headers = std::move(headers);
    return head;
}

const QByteArray secret = "S3CR3T-value_42";

} // namespace

class TestDescribeHead : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsAHeadAsReceived()
    {
        const HttpHead head =
            headOf("/room/quay%20nine?user=mia&since=7",
                   {{"Host", "chat.example.org:8443"},
                    {"User-Agent", "Dart/3.6 (dart:io)"},
                    {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                    {"sec-websocket-extensions", "permessage-deflate; client_max_window_bits=12"},
                    {"Referer", "https://a.example/x/y?page=3#top"},
                    {"X-Empty", ""}});
        QCOMPARE(describeHead(head),
                 QByteArray("GET /room/quay%20nine?user=mia&since=7 HTTP/1.1\n"
                            "Host: chat.example.org:8443\n"
                            "User-Agent: Dart/3.6 (dart:io)\n"
                            "sec-websocket-extensions: permessage-deflate; client_max_window_bits=12\n"
                            "Referer: https://a.example/x/y?page=3#top\n"
                            "X-Empty: "));
    }
    void masksTargets_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const QByteArray &target, const QByteArray &expected) {
            QTest::newRow(target.constData()) << QByteArray(target).replace("SECRET", secret) << expected;
        };
        row("/?token=SECRET", "/?token=***");
        row("/ws?user=mia&access_token=SECRET&x=1", "/ws?user=mia&access_token=***&x=1");
        row("/?AUTH=SECRET#frag", "/?AUTH=***");
        row("/?%74o%6Ben=SECRET&a=b", "/?%74o%6Ben=***&a=b");
        row("/?token=SECRET;SECRET", "/?token=***"); // all up to & is the token
        row("/?token=a'SECRET&b=1", "/?token=***&b=1");
        row("/?token=\"a\"SECRET", "/?token=***");
        row("/?api-key=SECRET&b=2", "/?api-key=***&b=2");
        row("/?user[password]=SECRET", "/?user[password]=***");
        row("/?session.id=a=b=SECRET", "/?session.id=***");
        row("/?sig=SECRET&signed=no", "/?sig=***&signed=no");
        row("/?next=/a?token=SECRET", "/?next=/a?token=***");
        row("/ws;jwt=SECRET?a=1", "/ws;jwt=***");
        row("/?token=", "/?token=***");
        row("/?token", "/?token");
        row("/?eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.SECRET", "/?eyJ***");
        row("/?q=eyJhbGciOi.SECRET&r=1", "/?q=eyJ***&r=1");
        row("/?q=signalbox.bearer.SECRET", "/?q=signalbox.bearer.***");
        row("/room/keys?state=1&hashtag=b&pinned=2", "/room/keys?state=1&hashtag=b&pinned=2");
        row("http://ann:SECRET@h/x?y=1", "http://***@h/x?y=1");
    }
    void masksTargets()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, expected);
        const QByteArray text = describeHead(headOf(target));
        QCOMPARE(text, "GET " + expected + " HTTP/1.1");
        QVERIFY(!text.contains(secret));
    }
    void masksTheParameterOfTokens()
    {
        QCOMPARE(describeHead(headOf("/?t=SECRET&u=1"), {"t", {}}), "GET /?t=***&u=1 HTTP/1.1");
        QCOMPARE(describeHead(headOf("/?%74=SECRET"), {"t", {}}), "GET /?%74=*** HTTP/1.1");
        QCOMPARE(describeHead(headOf("/?tt=1&T=2"), {"t", {}}), "GET /?tt=1&T=2 HTTP/1.1");
        QCOMPARE(describeHead(headOf("/?t=1&=2"), {}), "GET /?t=1&=2 HTTP/1.1");
        QVERIFY(
            !describeHead(headOf("/", {{"Referer", "https://a/?t=SECRET"}}), {"t", {}}).contains("SECRET"));
    }
    void masksFields_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const QByteArray &name, const QByteArray &value, const QByteArray &expected) {
            QTest::newRow((name + ' ' + value).constData())
                << name << QByteArray(value).replace("SECRET", secret) << expected;
        };
        for (const char *name :
             {"Authorization", "proxy-authorization", "COOKIE", "X-Api-Key", "X-Auth-Token", "X-CSRF-Token",
              "X-Amz-Security-Token", "X-Session-Id", "X_Password"})
            row(name, "Basic SECRET", "***");
        row("Referer", "https://a.example/?token=SECRET&b=1", "https://a.example/?token=***&b=1");
        row("Origin", "https://ann:SECRET@a.example", "https://***@a.example");
        row("X-Original-URL", "/ws?secret=SECRET", "/ws?secret=***");
        row("X-Note", "a=1, token=SECRET, b=2", "a=1, token=***, b=2");
        row("X-Note", "token=\"x SECRET\" rest", "token=*** rest");
        row("Sec-WebSocket-Protocol", "signalbox.v1.json, signalbox.bearer.SECRET",
            "signalbox.v1.json, signalbox.bearer.***");
        row("Sec-WebSocket-Protocol", "Signalbox.Bearer.SECRET,x", "Signalbox.Bearer.***,x");
        row("Sec-WebSocket-Protocol", "signalbox.bearer.a'SECRET, x", "signalbox.bearer.***, x");
        row("Sec-WebSocket-Protocol", "signalbox.bearer.a&SECRET", "signalbox.bearer.***");
        row("Sec-WebSocket-Protocol", "v10.stomp, 0123456789012345678901234567890123456789SECRET",
            "v10.stomp,***");
        row("Sec-WebSocket-Protocol", "graphql-transport-ws", "graphql-transport-ws");
    }
    void masksFields()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, expected);
        QCOMPARE(describeHead(headOf("/", {{name, value}})), "GET / HTTP/1.1\n" + name + ": " + expected);
    }
    void masksTheFieldsOfTheServer()
    {
        const HttpHead head = headOf("/", {{"X-Employee", "SECRET"}, {"X-Employer", "a"}});
        QCOMPARE(describeHead(head, {{}, {QStringLiteral("x-employee")}}),
                 "GET / HTTP/1.1\nX-Employee: ***\nX-Employer: a");
    }
    void cutsLongValues_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isCut");
        QTest::newRow("199") << QByteArray(199, 'a') << false;
        QTest::newRow("200") << QByteArray(200, 'a') << false;
        QTest::newRow("201") << QByteArray(201, 'a') << true;
        QTest::newRow("15 KiB") << QByteArray(15 * 1024, 'a') << true;
        QTest::newRow("cut within a character")
            << QByteArray("x") + QByteArray("\xF0\x9F\x98\x80").repeated(60) << true;
        QTest::newRow("not UTF-8") << QByteArray(190, '\xFF') << true; // three bytes each when replaced
    }
    void cutsLongValues()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, isCut);
        const QByteArray text = describeHead(headOf("/", {{"X", value}}));
        const QByteArray shown = text.mid(text.indexOf("X: ") + 3);
        QVERIFY(shown.size() <= MaxDescribedValue);
        QCOMPARE(shown.endsWith("\xE2\x80\xA6"), isCut);
        QCOMPARE(QString::fromUtf8(text).toUtf8(), text); // valid
        if (!isCut)
            QCOMPARE(shown, value);
    }
    void aSecretBehindTheCutStaysHidden()
    {
        for (int length = 470; length < 530; ++length) {
            const QByteArray value = "https://a/" + QByteArray(length, 'p') + "?token=" + secret;
            QVERIFY(!describeHead(headOf(value, {{"Referer", value}})).contains("S3CR3T"));
        }
        for (int length = 150; length < 210; ++length) {
            const QByteArray value = "/" + QByteArray(length, 'p') + "?a=1&token=" + secret + secret;
            QVERIFY(!describeHead(headOf(value)).contains("S3C"));
        }
    }
    void countsFieldsThatDoNotFit()
    {
        std::vector<HttpHeader> headers;
        for (int i = 0; i < 90; ++i)
            headers.push_back({"X-Field-" + QByteArray::number(i), QByteArray(100, 'v')});
        const QByteArray text = describeHead(headOf("/" + QByteArray(15'000, 'p'), headers));
        QVERIFY(text.size() <= MaxDescribedHead);
        const int shown = int(text.count("X-Field-"));
        QVERIFY(shown > 0);
        QVERIFY(text.endsWith(" and " + QByteArray::number(90 - shown) + " more"));
    }
    void controlsCannotAddALine()
    {
        const QByteArray text = describeHead(headOf("/a\tb", {{"X-A", "1\tb\x7F\x01"
                                                                      "c"}}));
        QCOMPARE(text.count('\n'), 1);
        QVERIFY(!text.contains('\x01') && !text.contains('\x7F'));
    }
};

QTEST_GUILESS_MAIN(TestDescribeHead)
#include "tst_describehead.moc"

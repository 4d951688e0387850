// Over real loopback TCP, byte by byte where it matters. What is decided is policy's (tst_decision); here is
// what a peer receives.

#include "core/transport/acceptor.h"
#include "core/transport/upgradehandler.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/openwebsocket.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QFile>
#include <QPointer>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const UpgradeRules> rules(LimitSettings limits = {}, PolicySettings policy = {},
                                          std::vector<RouteSettings> routes = builtInRoutes())
{
    return std::make_shared<const UpgradeRules>(std::move(routes), std::move(policy), limits);
}

RouteSettings chatRoute(const QStringList &subprotocols, bool required)
{
    RouteSettings route;
    route.path = QStringLiteral("/chat");
    route.room = QStringLiteral("chat");
    route.subprotocols = subprotocols;
    route.requireSubprotocol = required;
    return route;
}

struct Upgraded
{
    Admitted admitted;
    QPointer<QWebSocket> webSocket;
    QPointer<BridgeSocket> bridge;
    std::unique_ptr<OpenWebSocket> connection;
    QByteArrayList texts;
};

//! An UpgradeHandler with its acceptor and sockets, on the thread of the test.
class Fixture
{
public:
    explicit Fixture(std::shared_ptr<const UpgradeRules> initial = rules(), int rejectWith = 0)
        : handler(
              loop, std::move(initial), [this](const ClientSocket &) { return hasRoom; }, nullptr,
              [this](const ClientSocket &, const ClientAddress &address) {
                  addresses.push_back(address);
                  return admission;
              })
        , m_rejectWith(rejectWith)
    {
        Result<ListeningSocket> listening = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        port = listening->endpoint.port;
        m_acceptor = std::make_unique<Acceptor>(loop, std::move(*listening),
                                                [this](AcceptedClient &&client) { take(std::move(client)); });
        QObject::connect(&handler, &UpgradeHandler::refused, &handler,
                         [this](const RefusedRequest &request) { refusals.push_back(request); });
        QObject::connect(&handler, &UpgradeHandler::upgraded, &handler,
                         [this](ClientSocket *client, const Admitted &admitted, QWebSocket *webSocket,
                                BridgeSocket *bridge) { open(*client, admitted, webSocket, bridge); });
    }
    ~Fixture()
    {
        runUntilIdle();
        m_acceptor.reset();
        m_sockets.clear();
        for (const auto &entry : upgraded) {
            delete entry->webSocket.data();
            delete entry->bridge.data();
        }
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    RawClient connect() const { return RawClient::connectTo(port); }
    bool isEmpty() const { return m_sockets.empty(); }
    std::size_t clients() const { return m_sockets.size(); }
    //! Waits for the client if it has not been accepted yet.
    bool evictLast()
    {
        if (!waitUntil([this] { return !isEmpty(); }))
            return false;
        handler.evict(*m_sockets.at(m_lastNumber));
        return waitUntil([this] { return isEmpty(); });
    }

    IoLoop &loop = ioLoop();
    bool hasRoom = true;
    Admission admission = Admission::Admitted;
    std::vector<ClientAddress> addresses; //!< that the handler asked about
    bool rejectsAtOnce = false;
    bool usesTls = false;
    UpgradeHandler handler;
    SocketSettings settings;
    quint16 port = 0;
    std::vector<RefusedRequest> refusals;
    std::vector<std::unique_ptr<Upgraded>> upgraded;

private:
    void take(AcceptedClient &&accepted)
    {
        if (rejectsAtOnce) {
            handler.rejectAtOnce(std::move(accepted), usesTls, m_rejectWith, "full");
            return;
        }
        const quint64 number = ++m_lastNumber;
        auto &client = m_sockets[number];
        client = std::make_unique<ClientSocket>(
            number, loop, std::make_unique<TcpChannel>(std::move(accepted.socket)), accepted.peer,
            accepted.listener, settings,
            [this](ClientSocket &gone) { loop.post([this, key = gone.number()] { m_sockets.erase(key); }); });
        if (m_rejectWith > 0)
            handler.reject(*client, m_rejectWith, "full");
        else
            handler.receive(*client);
    }
    void open(ClientSocket &client, const Admitted &admitted, QWebSocket *webSocket, BridgeSocket *bridge)
    {
        upgraded.push_back(std::make_unique<Upgraded>(Upgraded{admitted, webSocket, bridge, {}, {}}));
        Upgraded &entry = *upgraded.back();
        QObject::connect(webSocket, &QWebSocket::textMessageReceived, webSocket,
                         [&entry](const QString &text) { entry.texts.append(text.toUtf8()); });
        bridge->endHandshake();
        entry.connection = std::make_unique<OpenWebSocket>(client, *bridge);
    }

    std::unique_ptr<Acceptor> m_acceptor;
    std::unordered_map<quint64, std::unique_ptr<ClientSocket>> m_sockets;
    quint64 m_lastNumber = 0;
    int m_rejectWith;
};

QByteArray answerTo(Fixture &fixture, const QByteArray &request)
{
    RawClient client = fixture.connect();
    client.send(request);
    if (!waitUntil([&] { return client.hasEnded(); }) || client.wasReset())
        return "no end";
    return client.received();
}

QByteArray statusLine(const QByteArray &answer)
{
    return answer.left(answer.indexOf("\r\n"));
}

bool hasHeader(const QByteArray &answer, const QByteArray &line)
{
    return answer.left(answer.indexOf("\r\n\r\n") + 2).contains("\r\n" + line + "\r\n");
}

} // namespace

class TestUpgradeHandler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAboutForwardedAddresses()
    {
        PolicySettings policy;
        policy.trustedProxies = {QStringLiteral("127.0.0.1/32")};
        Fixture fixture(rules({}, policy));
        RawClient client = fixture.connect();
        client.send(upgradeHead("/ws", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n"));
        QVERIFY(waitUntil([&] { return fixture.upgraded.size() == 1; }));
        QCOMPARE(fixture.addresses.size(), 1u);
        QCOMPARE(fixture.addresses[0].peer.address.toString(), QStringLiteral("203.0.113.7"));
        QVERIFY(fixture.addresses[0].proxy);
        QCOMPARE(fixture.upgraded[0]->bridge->peerAddress().toString(), QStringLiteral("203.0.113.7"));

        fixture.admission = Admission::AddressFull;
        QCOMPARE(statusLine(answerTo(fixture, upgradeHead("/ws", "X-Forwarded-For: 203.0.113.8\r\n"))),
                 "HTTP/1.1 429 Too Many Requests");
        QCOMPARE(fixture.refusals.size(), 1u);
        QCOMPARE(fixture.refusals[0].peer.address.toString(),
                 QStringLiteral("203.0.113.8")); // not that of the proxy
        QCOMPARE(fixture.refusals[0].path, QStringLiteral("/ws"));
        // Before the path is looked at.
        QCOMPARE(statusLine(answerTo(fixture, upgradeHead("/nowhere", "X-Forwarded-For: 203.0.113.8\r\n"))),
                 "HTTP/1.1 429 Too Many Requests");
    }
    void asksNothingAboutOthers()
    {
        Fixture fixture;
        fixture.admission = Admission::AddressFull;
        RawClient client = fixture.connect();
        client.send(upgradeHead("/ws", "X-Forwarded-For: 203.0.113.7\r\n"));
        QVERIFY(waitUntil([&] { return fixture.upgraded.size() == 1; }));
        QVERIFY(fixture.addresses.empty());
        QCOMPARE(fixture.upgraded[0]->bridge->peerAddress(), QHostAddress(QHostAddress::LocalHost));
    }
    void servesBuiltInFiles_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("header"); // besides what both have
        QTest::newRow("the page") << QByteArray("/") << QStringLiteral(":/page/index.html")
                                  << QByteArray("text/html; charset=utf-8")
                                  << QByteArray("Referrer-Policy: no-referrer");
        QTest::newRow("the client") << QByteArray("/signalbox.js") << QStringLiteral(":/page/signalbox.js")
                                    << QByteArray("text/javascript; charset=utf-8")
                                    << QByteArray("Access-Control-Allow-Origin: *");
    }
    void servesBuiltInFiles()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QString, resource);
        QFETCH(const QByteArray, contentType);
        QFETCH(const QByteArray, header);
        QFile file(resource);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const QByteArray request = target + " HTTP/1.1\r\nHost: localhost\r\n";
        Fixture fixture;
        const QByteArray answer = answerTo(fixture, "GET " + request + "\r\n");
        QCOMPARE(statusLine(answer), "HTTP/1.1 200 OK");
        QVERIFY(hasHeader(answer, "Content-Type: " + contentType));
        QVERIFY(hasHeader(answer, "Content-Length: " + QByteArray::number(content.size())));
        QVERIFY(hasHeader(answer, "Cache-Control: no-cache"));
        QVERIFY(hasHeader(answer, "X-Content-Type-Options: nosniff"));
        QVERIFY(hasHeader(answer, "Connection: close"));
        QVERIFY(hasHeader(answer, header));
        QCOMPARE(answer.contains("\r\nContent-Security-Policy: default-src 'none'"), target == "/");
        QVERIFY(answer.endsWith("\r\n\r\n" + content));

        const QByteArray head = answerTo(fixture, "HEAD " + request + "\r\n");
        QCOMPARE(statusLine(head), "HTTP/1.1 200 OK");
        QVERIFY(hasHeader(head, "Content-Length: " + QByteArray::number(content.size())));
        QVERIFY(head.endsWith("\r\n\r\n")); // no body

        QVERIFY(fixture.refusals.empty());
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void answers304ToAnUnchangedFile_data()
    {
        QTest::addColumn<QByteArray>("ifNoneMatch"); // % stands for the tag of the file
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("the same") << QByteArray("%") << QByteArray("304 Not Modified");
        QTest::newRow("weak, among others") << QByteArray("\"x\", W/%") << QByteArray("304 Not Modified");
        QTest::newRow("any") << QByteArray("*") << QByteArray("304 Not Modified");
        QTest::newRow("another") << QByteArray("\"x\"") << QByteArray("200 OK");
        QTest::newRow("nonsense") << QByteArray(",") << QByteArray("200 OK");
    }
    void answers304ToAnUnchangedFile()
    {
        QFETCH(QByteArray, ifNoneMatch);
        QFETCH(const QByteArray, status);
        Fixture fixture;
        const QByteArray first = answerTo(fixture, "GET /signalbox.js HTTP/1.1\r\nHost: x\r\n\r\n");
        const qsizetype tagAt = first.indexOf("\r\nETag: ") + qsizetype(qstrlen("\r\nETag: "));
        const QByteArray tag = first.sliced(tagAt, first.indexOf("\r\n", tagAt) - tagAt);
        QVERIFY(tag.size() > 2 && tag.startsWith('"') && tag.endsWith('"'));
        const QByteArray answer =
            answerTo(fixture, "GET /signalbox.js HTTP/1.1\r\nHost: x\r\nIf-None-Match: " +
                                  ifNoneMatch.replace("%", tag) + "\r\n\r\n");
        QCOMPARE(statusLine(answer), "HTTP/1.1 " + status);
        QVERIFY(hasHeader(answer, "ETag: " + tag));
        QCOMPARE(answer.endsWith("\r\n\r\n"), status.startsWith("304")); // then there is no body
    }
    // In the order of CONTRACTS: each request breaks its rule and all those behind it.
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("header"); // one the answer must have; empty: none
        QTest::addColumn<QByteArray>("reason");
        const QByteArray host = "Host: 127.0.0.1\r\n";
        const QByteArray foreign = "Origin: http://evil.example\r\n";
        const auto row = [](const char *name, const QByteArray &request, const QByteArray &status,
                            const QByteArray &header, const QByteArray &reason) {
            QTest::newRow(name) << request << status << header << reason;
        };
        row("no HTTP", "\x16\x03\x01\x02", "400 Bad Request", "", "head");
        row("a bare line feed", "GET / HTTP/1.1\nHost: x\n\n", "400 Bad Request", "", "head");
        row("too many bytes", "GET /" + QByteArray(20'000, 'x') + " HTTP/1.1\r\n\r\n",
            "431 Request Header Fields Too Large", "", "head_too_large");
        row("another HTTP", "GET / HTTP/3.0\r\n\r\n", "505 HTTP Version Not Supported", "", "http_version");
        row("an unknown method", "BREW / HTTP/1.1\r\n" + host + "\r\n", "501 Not Implemented", "", "method");
        row("no Host", "POST /nowhere HTTP/1.1\r\n" + foreign + "\r\n", "400 Bad Request", "", "head");
        row("method", "POST /nowhere HTTP/1.1\r\n" + host + foreign + "\r\n", "405 Method Not Allowed",
            "Allow: GET, HEAD, OPTIONS", "method");
        row("method on the page", "POST / HTTP/1.1\r\n" + host + "\r\n", "405 Method Not Allowed",
            "Allow: GET, HEAD, OPTIONS", "method");
        row("method on the client", "DELETE /signalbox.js HTTP/1.1\r\n" + host + "\r\n",
            "405 Method Not Allowed", "Allow: GET, HEAD, OPTIONS", "method");
        row("path", "GET /nowhere HTTP/1.1\r\n" + host + foreign + "\r\n", "404 Not Found", "", "path");
        row("path, with upgrade", upgradeHead("/nowhere", foreign), "404 Not Found", "", "path");
        row("room", upgradeHead("/room/%00", foreign), "400 Bad Request", "", "room");
        row("no upgrade", "GET /ws HTTP/1.1\r\n" + host + foreign + "\r\n", "426 Upgrade Required",
            "Upgrade: websocket", "no_upgrade");
        row("handshake", "GET /ws HTTP/1.1\r\n" + host + foreign + "Upgrade: websocket\r\n\r\n",
            "400 Bad Request", "", "handshake");
        row("version",
            "GET /ws HTTP/1.1\r\n" + host + foreign +
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n",
            "426 Upgrade Required", "Sec-WebSocket-Version: 13", "version");
        row("origin", upgradeHead("/chat", foreign), "403 Forbidden", "", "origin");
        row("user", upgradeHead("/ws?user="), "400 Bad Request", "", "user");
        row("subprotocol", upgradeHead("/chat", "Sec-WebSocket-Protocol: unknown\r\n"), "400 Bad Request", "",
            "subprotocol");
    }
    void refuses()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, status);
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, reason);
        std::vector<RouteSettings> routes = builtInRoutes();
        routes.push_back(chatRoute({QStringLiteral("chat.v1")}, true));
        Fixture fixture(rules({}, {}, routes));
        const QByteArray answer = answerTo(fixture, request);
        QCOMPARE(statusLine(answer), "HTTP/1.1 " + status);
        QVERIFY(hasHeader(answer, "Content-Type: application/problem+json"));
        QVERIFY(hasHeader(answer, answer.contains("\r\nUpgrade: ") ? "Connection: Upgrade, close"
                                                                   : "Connection: close"));
        QVERIFY(header.isEmpty() || hasHeader(answer, header));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), reason);
        QCOMPARE(fixture.refusals[0].status, status.left(3).toInt());
        QVERIFY(fixture.refusals[0].peer.toString().startsWith(QStringLiteral("127.0.0.1:")));
        QVERIFY(fixture.upgraded.empty());
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void refusedRequestHasPathOriginAndUserAgentWithoutTheQuery()
    {
        Fixture fixture;
        answerTo(fixture, upgradeHead("/nowhere?token=secret", "Origin: http://a.example\r\nUser-Agent: " +
                                                                   QByteArray(600, 'x') + "\r\n"));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        const RefusedRequest &request = fixture.refusals[0];
        QCOMPARE(request.path, QStringLiteral("/nowhere"));
        QCOMPARE(request.origin, QStringLiteral("http://a.example"));
        QCOMPARE(request.userAgent, QString(MaxRefusedText, u'x'));
        QCOMPARE(request.status, 404);
        QCOMPARE(request.listener.port, fixture.port);
    }
    void refusedRequestHasNoUserInfo()
    {
        Fixture fixture;
        answerTo(fixture, upgradeHead("http://ann:secret@127.0.0.1/nowhere?token=secret"));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(fixture.refusals[0].path, QStringLiteral("http://***@127.0.0.1/nowhere"));
    }
    void answersOptions()
    {
        Fixture fixture;
        const QByteArray answer = answerTo(fixture, "OPTIONS / HTTP/1.0\r\n\r\n");
        QCOMPARE(statusLine(answer), "HTTP/1.1 204 No Content");
        QVERIFY(hasHeader(answer, "Allow: GET, HEAD, OPTIONS"));
        QVERIFY(fixture.refusals.empty());
    }
    void reportsClientsThatLeave_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("without a byte") << QByteArray();
        QTest::newRow("with half a head") << upgradeHead().chopped(2);
    }
    void reportsClientsThatLeave()
    {
        QFETCH(const QByteArray, sent);
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(sent);
        QVERIFY(waitUntil([&] { return !fixture.isEmpty(); }));
        client.reset();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "left");
        QCOMPARE(fixture.refusals[0].status, 0);
    }
    void rejectsWithoutReading_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("retry");
        QTest::newRow("full") << 503 << QByteArray("HTTP/1.1 503 Service Unavailable")
                              << QByteArray("Retry-After: 5");
        QTest::newRow("too fast") << 429 << QByteArray("HTTP/1.1 429 Too Many Requests")
                                  << QByteArray("Retry-After: 1");
    }
    void rejectsWithoutReading()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, retry);
        Fixture fixture(rules(), status);
        const QByteArray answer = answerTo(fixture, upgradeHead());
        QCOMPARE(statusLine(answer), line);
        QVERIFY(hasHeader(answer, retry));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QVERIFY(fixture.upgraded.empty());
    }
    void rejectsAtOnce()
    {
        Fixture fixture(rules(), 503);
        fixture.rejectsAtOnce = true;
        RawClient client = fixture.connect();
        client.send(upgradeHead() + QByteArray(20'000, 'x')); // unread input does not destroy the answer
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QCOMPARE(statusLine(client.received()), "HTTP/1.1 503 Service Unavailable");
        QVERIFY(hasHeader(client.received(), "Retry-After: 5"));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(fixture.refusals[0].status, 503);
        QVERIFY(fixture.isEmpty());
    }
    void rejectsAtOnceWithoutATlsHandshake()
    {
        Fixture fixture(rules(), 503);
        fixture.rejectsAtOnce = fixture.usesTls = true;
        RawClient client = fixture.connect();
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(client.received().isEmpty());
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(fixture.refusals[0].status, 0);
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "full");
    }
    void refusesAConnectionForWhichThereIsNoRoom()
    {
        Fixture fixture;
        fixture.hasRoom = false;
        const QByteArray answer = answerTo(fixture, upgradeHead());
        QCOMPARE(statusLine(answer), "HTTP/1.1 503 Service Unavailable");
        QVERIFY(hasHeader(answer, "Retry-After: 5"));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "server_full");
        QVERIFY(fixture.upgraded.empty());
        QCOMPARE(statusLine(answerTo(fixture, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")), "HTTP/1.1 200 OK");
    }
    void evictsAnUnfinishedHead_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half a head") << upgradeHead().chopped(2);
    }
    void evictsAnUnfinishedHead()
    {
        QFETCH(const QByteArray, sent);
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(sent);
        QVERIFY(fixture.evictLast());
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QCOMPARE(statusLine(client.received()), "HTTP/1.1 503 Service Unavailable");
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "unfinished_head");
    }
    void evictsAClientThatWasAnswered()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(waitUntil([&] { return client.hasEnded(); })); // it lingers
        QVERIFY(fixture.evictLast());
        QCOMPARE(fixture.refusals.size(), std::size_t(1)); // that of the request
        QCOMPARE(fixture.refusals[0].status, 404);
    }
    void refusesAHeadThatTakesTooLong_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n");
    }
    void refusesAHeadThatTakesTooLong()
    {
        QFETCH(const QByteArray, sent);
        Fixture fixture;
        fixture.settings.handshake = 40ms;
        const QByteArray answer = answerTo(fixture, sent);
        QCOMPARE(statusLine(answer), "HTTP/1.1 408 Request Timeout");
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "timeout");
    }
    void answersAHeadWithoutEnd()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send("GET / HTTP/1.1\r\nHost: x\r\n");
        client.finish();
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(!client.wasReset());
        QCOMPARE(statusLine(client.received()), "HTTP/1.1 400 Bad Request");
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "head");
    }
    void doesNotAnswerAConnectionWithoutInput()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.finish();
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QCOMPARE(client.received(), QByteArray());
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "left");
    }
    void upgrades()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(
            upgradeHead("/room/caf%C3%A9?user=Alice", "User-Agent: test\r\nOrigin: http://127.0.0.1\r\n"));
        QByteArray head;
        QVERIFY(waitUntil([&] { return !(head = client.takeHead()).isEmpty(); }));
        QCOMPARE(statusLine(head), "HTTP/1.1 101 Switching Protocols");
        QVERIFY(hasHeader(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QVERIFY(!head.toLower().contains("access-control-"));
        QVERIFY(!head.contains("Sec-WebSocket-Protocol"));
        QCOMPARE(fixture.upgraded.size(), std::size_t(1));
        const Admitted &admitted = fixture.upgraded[0]->admitted;
        QCOMPARE(admitted.room, QStringLiteral("café"));
        QCOMPARE(admitted.user, QStringLiteral("Alice"));
        QCOMPARE(admitted.userAgent, QStringLiteral("test"));
        QCOMPARE(admitted.origin, "http://127.0.0.1");
        QVERIFY(fixture.refusals.empty());
        client.send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] { return fixture.upgraded[0]->texts.size() == 1; }));
        QCOMPARE(fixture.upgraded[0]->texts[0], "hello");
    }
    void readsAHeadByteByByte()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        const QByteArray head = upgradeHead();
        qsizetype sent = 0;
        QVERIFY(waitUntil(
            [&] {
                if (sent < head.size())
                    client.send(head.mid(sent++, 1));
                return !client.takeHead().isEmpty();
            },
            30s));
        QCOMPARE(fixture.upgraded.size(), std::size_t(1));
    }
    void framesInTheSegmentOfTheHeadAreNotLost()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(upgradeHead() + frame(Opcode::Ping, "early") + frame(Opcode::Text, "one") +
                    frame(Opcode::Text, "two").left(3));
        QVERIFY(waitUntil([&] { return !client.takeHead().isEmpty(); }));
        client.send(frame(Opcode::Text, "two").mid(3));
        QVERIFY(waitUntil([&] { return fixture.upgraded[0]->texts.size() == 2; }));
        QCOMPARE(fixture.upgraded[0]->texts, (QByteArrayList{"one", "two"}));
        QVERIFY(waitUntil([&] { return client.frames().size() == 1; }));
        QCOMPARE(client.frames()[0].opcode, int(Opcode::Pong)); // ours, unmasked, not Qt's (QT_FACTS Q24)
        QCOMPARE(client.frames()[0].payload, "early");
    }
    void acceptsValidHeadsThatQtDrops_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("a long line") << upgradeHead("/", "Cookie: " + QByteArray(9000, 'c') + "\r\n");
        QByteArray many;
        for (int i = 0; i < 90; ++i)
            many += "X-" + QByteArray::number(i) + ": y\r\n";
        QTest::newRow("many lines") << upgradeHead("/", many);
        QByteArray twice = upgradeHead();
        twice.replace("Connection: Upgrade\r\n", "Connection: keep-alive\r\nConnection: Upgrade\r\n");
        QTest::newRow("Connection on two lines") << twice;
        QByteArray list = upgradeHead();
        list.replace("Upgrade: websocket\r\n", "Upgrade: h2c, WebSocket\r\n");
        QTest::newRow("Upgrade with a list") << list;
    }
    void acceptsValidHeadsThatQtDrops()
    {
        QFETCH(const QByteArray, head);
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(head);
        QVERIFY(waitUntil([&] { return !client.takeHead().isEmpty(); }));
        QCOMPARE(fixture.upgraded.size(), std::size_t(1));
    }
    void selectsTheFirstSupportedSubprotocol_data()
    {
        QTest::addColumn<QByteArray>("offers");
        QTest::addColumn<QByteArray>("chosen");
        QTest::newRow("one") << QByteArray("b") << QByteArray("b");
        QTest::newRow("the client's order") << QByteArray("c, b, a") << QByteArray("b");
        QTest::newRow("two lines") << QByteArray("c\r\nSec-WebSocket-Protocol: a") << QByteArray("a");
        QTest::newRow("of another route") << QByteArray("other") << QByteArray();
        QTest::newRow("unknown") << QByteArray("c") << QByteArray();
    }
    void selectsTheFirstSupportedSubprotocol()
    {
        QFETCH(const QByteArray, offers);
        QFETCH(const QByteArray, chosen);
        RouteSettings other = chatRoute({QStringLiteral("other")}, false);
        other.path = QStringLiteral("/other");
        Fixture fixture(rules({}, {}, {chatRoute({QStringLiteral("a"), QStringLiteral("b")}, false), other}));
        RawClient client = fixture.connect();
        client.send(upgradeHead("/chat", "Sec-WebSocket-Protocol: " + offers + "\r\n"));
        QByteArray head;
        QVERIFY(waitUntil([&] { return !(head = client.takeHead()).isEmpty(); }));
        QCOMPARE(head.contains("Sec-WebSocket-Protocol"), !chosen.isEmpty());
        QVERIFY(chosen.isEmpty() || hasHeader(head, "Sec-WebSocket-Protocol: " + chosen));
        QCOMPARE(fixture.upgraded[0]->admitted.subprotocol, chosen);
        QCOMPARE(fixture.upgraded[0]->admitted.subprotocolUnknown, chosen.isEmpty());
    }
    void newRulesApplyToTheNextHead()
    {
        Fixture fixture;
        RawClient waiting = fixture.connect();
        waiting.send("GET /chat HTTP/1.1\r\n");
        fixture.handler.setRules(rules({}, {}, {chatRoute({QStringLiteral("new")}, false)}));
        RawClient client = fixture.connect();
        client.send(upgradeHead("/chat", "Sec-WebSocket-Protocol: new\r\n"));
        QByteArray head;
        QVERIFY(waitUntil([&] { return !(head = client.takeHead()).isEmpty(); }));
        QVERIFY(hasHeader(head, "Sec-WebSocket-Protocol: new"));
        QCOMPARE(statusLine(answerTo(fixture, upgradeHead("/ws"))), "HTTP/1.1 404 Not Found");
    }
    void newRulesKeepASelectedSubprotocol()
    {
        Fixture fixture(rules({}, {}, {chatRoute({QStringLiteral("old")}, false)}));
        RawClient client = fixture.connect();
        QVERIFY(waitUntil([&] { return fixture.clients() == 1; }));
        // The rules change in the same turn as the head is read, and Qt shakes hands only after that turn.
        client.send(upgradeHead("/chat", "Sec-WebSocket-Protocol: old\r\n"));
        fixture.loop.post([&] { fixture.handler.setRules(rules({}, {}, builtInRoutes())); });
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n"); }));
        const QByteArray head = client.takeHead();
        QCOMPARE(statusLine(head), "HTTP/1.1 101 Switching Protocols");
        QVERIFY(hasHeader(head, "Sec-WebSocket-Protocol: old"));
        QCOMPARE(fixture.upgraded[0]->admitted.subprotocol, "old");
    }
    void forgetsAClientThatLeavesInTheHandshake()
    {
        Fixture fixture;
        for (int i = 0; i < 20; ++i) {
            RawClient client = fixture.connect();
            client.send(upgradeHead());
            client.reset();
        }
        RawClient last = fixture.connect();
        last.send(upgradeHead("/?user=last"));
        QVERIFY(waitUntil([&] { return !last.takeHead().isEmpty(); }));
        QCOMPARE(fixture.upgraded.back()->admitted.user, QStringLiteral("last"));
    }
    void servesManyClientsAtOnce()
    {
        constexpr int Count = 300; // Qt's own limit is 30 pending
        Fixture fixture;
        std::vector<RawClient> clients;
        for (int i = 0; i < Count; ++i) {
            clients.push_back(fixture.connect());
            clients.back().send(upgradeHead());
        }
        QVERIFY(waitUntil([&] { return fixture.upgraded.size() == Count; }));
        for (RawClient &client : clients)
            QVERIFY(waitUntil([&] { return !client.takeHead().isEmpty(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestUpgradeHandler)
#include "tst_upgradehandler.moc"

// Requests of UpgradeHandler whose decision comes later: what the client gets, and what is cancelled when.

#include "core/auth/authenticators.h"
#include "core/auth/authservices.h"
#include "core/base/servercounters.h"
#include "core/transport/upgradehandler.h"

#include "tests/core/transport/loopbacksocket.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/openwebsocket.h"

#include <QPointer>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Answers when the test says so.
class LateAuthenticator final : public Authenticator
{
public:
    PendingAuth authenticate(const AuthRequest &request, Done done) override
    {
        requests.push_back(request);
        later = std::move(done);
        return PendingAuth([this] {
            cancelled += later ? 1 : 0;
            later = {};
        });
    }
    void answer(AuthResult result)
    {
        const Done done = std::exchange(later, {});
        done(std::move(result));
    }

    std::vector<AuthRequest> requests;
    Done later;
    int cancelled = 0;
};

std::shared_ptr<const UpgradeRules> rules(Milliseconds handshake)
{
    LimitSettings limits;
    limits.handshake = handshake;
    AuthSettings auth;
    auth.mode = AuthMode::Token;
    auth.query = u"t"_s;
    return std::make_shared<const UpgradeRules>(builtInRoutes(), PolicySettings{}, limits, DeflateSettings{},
                                                auth);
}

SocketSettings settingsWith(Milliseconds handshake)
{
    SocketSettings settings;
    settings.handshake = handshake;
    return settings;
}

struct Fixture final : public LoopbackSocket
{
    explicit Fixture(Milliseconds handshake = 30s)
        : LoopbackSocket(settingsWith(handshake))
        , gate(loop, services, counters, [] { return ConnectionId(5); })
        , handler(
              loop, rules(handshake), [this](const ClientSocket &) { return hasRoom; }, &gate)
    {
        gate.setRules({.authenticators = std::make_shared<Authenticators>([this](AuthMode) {
                           auto made = std::make_unique<LateAuthenticator>();
                           authenticator = made.get();
                           return made;
                       })});
        QObject::connect(&handler, &UpgradeHandler::refused, &handler,
                         [this](const RefusedRequest &request) { refusals.push_back(request); });
        QObject::connect(&handler, &UpgradeHandler::upgraded, &handler,
                         [this](ClientSocket *open, const Admitted &admitted, QWebSocket *made,
                                BridgeSocket *madeBridge, Entry &entry) {
                             webSocket = made;
                             bridge = madeBridge;
                             entered = std::move(entry);
                             admittedAs = admitted;
                             QObject::connect(made, &QWebSocket::textMessageReceived, made,
                                              [this](const QString &text) { texts += text; });
                             madeBridge->endHandshake();
                             connection.emplace(*open, *madeBridge);
                         });
        handler.receive(*socket);
    }
    ~Fixture()
    {
        connection.reset();
        destroySocket();
        delete webSocket.data();
        delete bridge.data();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! Returns when the authenticator has been asked.
    bool ask(const QByteArray &behind = {})
    {
        client.send(upgradeHead("/room/a?t=S3CR3T", "User-Agent: x\r\n") + behind);
        return waitUntil([this] { return authenticator && authenticator->later; });
    }
    QByteArray statusLine()
    {
        if (!waitUntil([this] { return client.hasEnded(); }) || client.wasReset())
            return "no end";
        const QByteArray received = client.received();
        return received.left(received.indexOf("\r\n"));
    }

    bool hasRoom = true;
    AuthServices services;
    ServerCounters counters;
    LateAuthenticator *authenticator = nullptr;
    Gate gate;
    std::vector<RefusedRequest> refusals;
    std::optional<Entry> entered;
    Admitted admittedAs;
    QStringList texts;
    QPointer<QWebSocket> webSocket;
    QPointer<BridgeSocket> bridge;
    std::optional<OpenWebSocket> connection;
    UpgradeHandler handler;
};

} // namespace

class TestPendingUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entersWhenTheAnswerComes()
    {
        Fixture fixture;
        QVERIFY(fixture.ask(ClientFrame{Opcode::Text, "early"}.encode()));
        const AuthRequest &request = fixture.authenticator->requests.at(0);
        QCOMPARE(request.token, "S3CR3T");
        QCOMPARE(request.client, ConnectionId(5));
        QCOMPARE(request.path, u"/room/a"_s);
        QCOMPARE(request.room, u"a"_s);
        QCOMPARE(request.userAgent, u"x"_s);
        QVERIFY(request.isExempt);
        QVERIFY(fixture.client.received().isEmpty());
        QVERIFY(fixture.socket->isPending());

        Identity ann;
        ann.user = u"Ann"_s;
        fixture.authenticator->answer(ann);
        QVERIFY(waitUntil([&] { return fixture.entered.has_value(); }));
        QCOMPARE(fixture.entered->identity.user, u"Ann"_s);
        QCOMPARE(fixture.entered->id, ConnectionId(5));
        QVERIFY(!fixture.admittedAs.token);
        QVERIFY(!fixture.admittedAs.requestHead.contains("S3CR3T"));
        QVERIFY(fixture.admittedAs.requestHead.contains("t=***"));
        QVERIFY(waitUntil([&] { return fixture.texts == QStringList{u"early"_s}; }));
        QVERIFY(fixture.client.received().startsWith("HTTP/1.1 101 "));
        QVERIFY(fixture.refusals.empty());
    }

    void refusesWhenTheAnswerComes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("401") << 401 << QByteArray("HTTP/1.1 401 Unauthorized") << QByteArray("wrong_token");
        QTest::newRow("403") << 403 << QByteArray("HTTP/1.1 403 Forbidden") << QByteArray("auth_denied");
        QTest::newRow("503") << 503 << QByteArray("HTTP/1.1 503 Service Unavailable")
                             << QByteArray("auth_unavailable");
    }
    void refusesWhenTheAnswerComes()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, reason);
        Fixture fixture;
        QVERIFY(fixture.ask("more"));
        fixture.authenticator->answer(AuthFailure{status, "late"});
        QCOMPARE(fixture.statusLine(), line);
        QCOMPARE(fixture.client.received().contains("\r\nRetry-After: 5\r\n"), status == 503);
        QCOMPARE(fixture.refusals.size(), 1u);
        QCOMPARE(QByteArray(fixture.refusals[0].reason), reason);
        QCOMPARE(fixture.refusals[0].status, status);
        QCOMPARE(fixture.refusals[0].path, u"/room/a"_s);
        QCOMPARE(fixture.refusals[0].userAgent, u"x"_s);
        QVERIFY(!fixture.entered);
    }

    void refusesWhenTheServerHasBecomeFull()
    {
        Fixture fixture;
        QVERIFY(fixture.ask());
        fixture.hasRoom = false;
        fixture.authenticator->answer(Identity{});
        QCOMPARE(fixture.statusLine(), "HTTP/1.1 503 Service Unavailable");
        QCOMPARE(QByteArray(fixture.refusals.at(0).reason), "server_full");
        QCOMPARE(fixture.refusals[0].path, u"/room/a"_s);
    }

    void theDeadlineCancels()
    {
        Fixture fixture(100ms);
        QVERIFY(fixture.ask());
        QCOMPARE(fixture.statusLine(), "HTTP/1.1 503 Service Unavailable");
        QCOMPARE(fixture.authenticator->cancelled, 1);
        QCOMPARE(QByteArray(fixture.refusals.at(0).reason), "decision_late");
        QCOMPARE(fixture.refusals[0].path, u"/room/a"_s);
    }

    void aClientThatLeavesCancels_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("its side ends") << false;
        QTest::newRow("reset") << true;
    }
    void aClientThatLeavesCancels()
    {
        QFETCH(bool, reset);
        Fixture fixture;
        QVERIFY(fixture.ask());
        if (reset)
            fixture.client.reset();
        else
            fixture.client.finish();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.authenticator->cancelled, 1);
        QCOMPARE(fixture.refusals.size(), 1u);
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "left");
    }

    void aDrainCancels()
    {
        Fixture fixture;
        QVERIFY(fixture.ask());
        fixture.socket->abort(CloseReason::of(Cause::Drain));
        QCOMPARE(fixture.authenticator->cancelled, 1);
        QCOMPARE(fixture.statusLine(), "HTTP/1.1 503 Service Unavailable");
        QVERIFY(fixture.client.received().contains("\r\nRetry-After: 5\r\n"));
        QVERIFY(fixture.isRetired()); // it does not wait for the client
        QCOMPARE(fixture.refusals.size(), 1u);
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "draining");
        QCOMPARE(fixture.refusals[0].status, 503);
        QCOMPARE(fixture.refusals[0].path, u"/room/a"_s);
    }

    void aDrainDoesNotAnswerHalfARequest()
    {
        Fixture fixture;
        fixture.client.send("GET /room/a HTTP/1.1\r\nHost: ");
        fixture.socket->abort(CloseReason::of(Cause::Drain));
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.client.received(), "");
        QCOMPARE(fixture.refusals.size(), 1u);
        QCOMPARE(QByteArray(fixture.refusals[0].reason), "draining");
        QCOMPARE(fixture.refusals[0].status, 0);
    }

    void anEvictionCancels()
    {
        Fixture fixture;
        QVERIFY(fixture.ask());
        fixture.handler.evict(*fixture.socket);
        QCOMPARE(fixture.authenticator->cancelled, 1);
        QCOMPARE(fixture.statusLine(), "HTTP/1.1 503 Service Unavailable");
        QCOMPARE(QByteArray(fixture.refusals.at(0).reason), "unfinished_head");
    }

    // The next configuration replaces the authenticators.
    void aReloadDoesNotEndWhatIsUnderWay()
    {
        Fixture fixture;
        QVERIFY(fixture.ask());
        fixture.gate.setRules({});
        fixture.handler.setRules(rules(30s));
        QCOMPARE(fixture.authenticator->cancelled, 0);
        fixture.authenticator->answer(Identity{});
        QVERIFY(waitUntil([&] { return fixture.entered.has_value(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestPendingUpgrade)
#include "tst_pendingupgrade.moc"

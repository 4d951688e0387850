// What a server records of itself, read as a console does.

#include "core/server/eventrecorder.h"

#include "core/observe/eventlog.h"
#include "core/server/localconsole.h"
#include "core/server/server.h"
#include "core/transport/tlscontext.h"
#include "tests/core/cluster/redisserver.h"
#include "tests/core/server/streamreader.h"
#include "tests/support/testcertificates.h"

#include <QRegularExpression>
#include <QTcpServer>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

Config testConfig()
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.closing = 300ms;
    return config;
}

//! The events of a console.
struct Events
{
    explicit Events(Console &console)
        : subscription(console.control().subscribeEvents({}))
    {
        QObject::connect(subscription.get(), &EventsSubscription::changed, subscription.get(),
                         [this](const ServerEventBatch &batch) {
                             for (const ServerEventId id : batch.forgotten)
                                 events.erase(id);
                             for (const ServerEvent &event : batch.events)
                                 events[event.id] = event;
                         });
    }
    template <typename Body>
    std::vector<ServerEvent> of() const
    {
        std::vector<ServerEvent> found;
        for (const auto &[id, event] : events) {
            if (std::holds_alternative<Body>(event.body))
                found.push_back(event);
        }
        return found;
    }
    template <typename Body>
    bool has(std::size_t count)
    {
        return waitUntil([&] { return of<Body>().size() == count; });
    }
    QStringList names() const
    {
        QStringList names;
        for (const auto &[id, event] : events)
            names += QString::fromLatin1(eventName(event.body));
        return names;
    }

    std::unique_ptr<EventsSubscription> subscription;
    std::map<ServerEventId, ServerEvent> events;
};

template <typename Body>
const Body &bodyOf(const ServerEvent &event)
{
    return std::get<Body>(event.body);
}

QByteArray responseOf(quint16 port, const QByteArray &path)
{
    RawClient client = RawClient::connectTo(port);
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return waitUntil([&] { return client.hasEnded(); }) ? client.received() : QByteArray();
}

} // namespace

class TestEventRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsStartsAndStopsWithoutASubscriber()
    {
        Server server(testConfig());
        LocalConsole console(server);
        QVERIFY(server.start());
        const QStringList urls = server.urls();
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(server.start());
        server.drain();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));

        Events events(console);
        QVERIFY(waitUntil([&] { return events.events.size() == 6; }));
        QCOMPARE(events.names(), QStringList({u"started"_s, u"draining"_s, u"stopped"_s, u"started"_s,
                                              u"draining"_s, u"stopped"_s}));
        QCOMPARE(bodyOf<ServerStarted>(events.of<ServerStarted>()[0]).urls, urls);
        QVERIFY(bodyOf<ServerDraining>(events.of<ServerDraining>()[0]).cause == Cause::Shutdown);
        QVERIFY(bodyOf<ServerDraining>(events.of<ServerDraining>()[1]).cause == Cause::Drain);
    }
    void recordsAStartThatFails()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        Config config = testConfig();
        config.server.listen[0].port = other.serverPort();
        Server server(config);
        LocalConsole console(server);
        Events events(console);
        console.control().start({});
        QVERIFY(events.has<ServerStartFailed>(1));
        QVERIFY(bodyOf<ServerStartFailed>(events.of<ServerStartFailed>()[0])
                    .why.contains(QString::number(other.serverPort())));
        QVERIFY(events.of<ServerStarted>().empty());
    }
    void recordsThatTheAdminPortIsLostAndBack()
    {
        auto other = std::make_unique<QTcpServer>();
        QVERIFY(other->listen(QHostAddress::LocalHost));
        Config config = testConfig();
        config.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), other->serverPort()};
        Server server(config);
        server.setAdminPortRule(Server::AdminPortRule::Optional);
        LocalConsole console(server);
        Events events(console);
        QVERIFY(server.start());
        QVERIFY(events.has<AdminPortLost>(1));
        QCOMPARE(bodyOf<AdminPortLost>(events.of<AdminPortLost>()[0]).why, server.adminFailure());
        QVERIFY(events.of<AdminPortBack>().empty());

        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        other.reset();
        QVERIFY(server.start());
        QVERIFY(events.has<AdminPortBack>(1));
        QCOMPARE(bodyOf<AdminPortBack>(events.of<AdminPortBack>()[0]).address,
                 config.server.adminListen->toString());
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(server.start()); // it was there before: nothing new
        QVERIFY(events.has<ServerStarted>(3));
        QCOMPARE(events.of<AdminPortBack>().size(), std::size_t(1));
    }
    void recordsThatTheBrokerIsLostAndBack()
    {
        RedisServer redis;
        Config config = testConfig();
        config.cluster.broker = BrokerKind::Redis;
        config.cluster.redis = u"unix://"_s + redis.path();
        config.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), 0};
        Server server(config);
        LocalConsole console(server);
        Events events(console);
        QVERIFY(server.start());
        QVERIFY(events.has<BrokerLost>(1));
        QVERIFY(!bodyOf<BrokerLost>(events.of<BrokerLost>()[0]).why.isEmpty());
        const quint16 admin = server.adminEndpoint()->port;
        QVERIFY(responseOf(admin, "/readyz").startsWith("HTTP/1.1 503 "));
        QVERIFY(responseOf(admin, "/metrics").contains("\nsignalbox_broker_up 0\n"));
        QVERIFY(redis.start());
        QVERIFY(events.has<BrokerBack>(1));
        QVERIFY(responseOf(admin, "/readyz").startsWith("HTTP/1.1 200 "));
        QVERIFY(responseOf(admin, "/metrics").contains("\nsignalbox_broker_up 1\n"));
        redis.kill();
        QVERIFY(events.has<BrokerLost>(2));
        QVERIFY(redis.start());
        QVERIFY(events.has<BrokerBack>(2));
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(server.start());
        QVERIFY(events.has<ServerStarted>(2));
        QCOMPARE(events.of<BrokerBack>().size(), std::size_t(2));
        QCOMPARE(events.of<BrokerLost>().size(), std::size_t(2));
    }
    void recordsACertificateOnce()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(u"server"_s)); // for a day
        Config config = testConfig();
        config.tls.certificate = certificates.path(u"server.crt"_s);
        config.tls.key = certificates.path(u"server.key"_s);
        Server server(config);
        LocalConsole console(server);
        Events events(console);
        const QRegularExpression end(
            u"^key tls\\.certificate: expires on \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ, whole days left: 0$"_s);
        QTest::ignoreMessage(QtWarningMsg, end); // once
        QTest::failOnWarning(QRegularExpression(u"expire"_s));
        for (int run = 0; run < 2; ++run) {
            QVERIFY(server.start());
            QVERIFY(events.has<ServerStarted>(std::size_t(run) + 1));
            server.stop();
            QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        }
        QCOMPARE(events.of<CertificateLoaded>().size(), std::size_t(1));
        const CertificateLoaded loaded = bodyOf<CertificateLoaded>(events.of<CertificateLoaded>()[0]);
        QCOMPARE(loaded.fingerprint.size(), 32 * 3 - 1);
        QVERIFY(loaded.validUntil > wallNow());
        QVERIFY(!events.of<CertificateEnding>().empty());
        QCOMPARE(bodyOf<CertificateEnding>(events.of<CertificateEnding>()[0]).validUntil, loaded.validUntil);
    }
    void logsTheEndOfACertificate()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(u"server"_s, {u"-days"_s, u"60"_s}));
        TlsSettings settings;
        settings.certificate = certificates.path(u"server.crt"_s);
        settings.key = certificates.path(u"server.key"_s);
        const auto context = TlsContext::create(settings);
        QVERIFY(context);
        const QDateTime end = (*context)->validUntil();
        const WallTime ends{Milliseconds(end.toMSecsSinceEpoch())};
        const QString date = end.toUTC().toString(Qt::ISODate);
        QVERIFY(date.endsWith(u'Z'));
        Server server(testConfig());
        EventLog log;
        WallTime now = ends - std::chrono::days(31);
        EventRecorder recorder(server, log, [&] { return now; });
        QTest::failOnWarning(QRegularExpression(u"expire"_s));
        recorder.useTls(context->get()); // in time

        const QByteArray text =
            u"key tls.certificate: expires on %1, whole days left: 6"_s.arg(date).toLatin1();
        QTest::ignoreMessage(QtWarningMsg, text.constData());
        now = ends - std::chrono::days(7) + 1ms;
        recorder.useTls(context->get());
        recorder.useTls(context->get()); // a reload says nothing new

        // It ends while it is watched.
        const QByteArray last =
            u"key tls.certificate: expires on %1, whole days left: 0"_s.arg(date).toLatin1();
        QTest::ignoreMessage(QtWarningMsg, last.constData());
        now = ends - 1ms;
        recorder.useTls(context->get());
        const QByteArray over =
            u"key tls.certificate: has expired on %1: clients refuse it"_s.arg(date).toLatin1();
        bool isLogged = false;
        static bool *logged = nullptr;
        static QByteArray wanted;
        static QtMessageHandler before = nullptr;
        logged = &isLogged;
        wanted = over;
        before = qInstallMessageHandler(
            [](QtMsgType type, const QMessageLogContext &where, const QString &message) {
                if (type == QtCriticalMsg && message.toLatin1() == wanted)
                    *logged = true;
                else
                    before(type, where, message);
            });
        now = ends;
        const bool hasCome = waitUntil([&] { return isLogged; });
        isLogged = false;
        recorder.useTls(context->get()); // of which TlsContext::warnings() speak
        qInstallMessageHandler(before);
        QVERIFY(hasCome);
        QVERIFY(!isLogged);
    }
    void aCertificateOfAMonthIsNotLoggedFromItsFirstDay()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(u"server"_s, {u"-days"_s, u"30"_s}));
        TlsSettings settings;
        settings.certificate = certificates.path(u"server.crt"_s);
        settings.key = certificates.path(u"server.key"_s);
        const auto context = TlsContext::create(settings);
        QVERIFY(context);
        const WallTime ends{Milliseconds((*context)->validUntil().toMSecsSinceEpoch())};
        Server server(testConfig());
        EventLog log;
        WallTime now = ends - std::chrono::days(30) + 1s;
        EventRecorder recorder(server, log, [&] { return now; });
        QTest::failOnWarning(QRegularExpression(u"expire"_s));
        recorder.useTls(context->get());
        now = ends - std::chrono::days(7) - 1s;
        recorder.useTls(context->get());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"whole days left: 6$"_s));
        now = ends - std::chrono::days(7) + 1s;
        recorder.useTls(context->get());
    }
    void recordsCommandsOfConsoles()
    {
        Server server(testConfig());
        LocalConsole console(server, {Actor::Kind::Api, u"night shift"_s});
        Events events(console);
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/?user=eve");
        ConnectionReader connections(server);
        QVERIFY(connections.has(1));
        const ConnectionId id = connections.ids[0];
        console.run(Send{UserTarget{u"eve"_s}, MessageType::Text, "a secret"});
        QVERIFY(events.has<CommandRun>(1)); // else the kick may be first: each io thread has its own queue
        console.run(Kick{std::vector{id, ConnectionId(987'654)}, 4123, u"enough"_s});
        QVERIFY(events.has<CommandRun>(2));
        const std::vector<ServerEvent> runs = events.of<CommandRun>();
        for (const ServerEvent &event : runs) {
            const auto &run = bodyOf<CommandRun>(event);
            QCOMPARE(run.actor.name, u"night shift"_s);
            if (const auto *send = std::get_if<Send>(&run.command)) {
                QVERIFY(send->payload.isEmpty());
                QCOMPARE(run.connections, 1u);
            } else {
                QCOMPARE(std::get<Kick>(run.command).reason, u"enough"_s);
                QCOMPARE(run.connections, 2u);
                QCOMPARE(run.outcomes[std::size_t(Outcome::AlreadyGone)], 1u);
                QCOMPARE(run.outcomes[std::size_t(Outcome::NoAnswer)], 1u);
            }
        }
    }
    void recordsLimitsThatConnectionsReach()
    {
        Config config = testConfig();
        config.limits.maxMessage = 1024;
        Server server(config);
        LocalConsole console(server);
        Events events(console);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(connectTo(server, "/?user=loud"));
            clients.back().send(frame(Opcode::Text, QByteArray(1025, 'x')));
        }
        QVERIFY(waitUntil([&] {
            const std::vector<ServerEvent> limits = events.of<LimitReached>();
            return limits.size() == 1 && limits[0].count == 3;
        }));
        const ServerEvent event = events.of<LimitReached>()[0];
        QCOMPARE(bodyOf<LimitReached>(event).setting, "limits.max_message"_L1);
        QCOMPARE(event.user, u"loud"_s);
        QVERIFY(event.peer.address.isLoopback());
    }
    void recordsRequestsToRoomsThatAreFull()
    {
        Config config = testConfig();
        config.hub.maxMembers = 1;
        Server server(config);
        LocalConsole console(server);
        Events events(console);
        QVERIFY(server.start());
        const RawClient first = connectTo(server, "/room/small");
        const RawClient second = connectTo(server, "/room/small?user=late");
        QVERIFY(events.has<RequestRefused>(1));
        const ServerEvent event = events.of<RequestRefused>()[0];
        QCOMPARE(bodyOf<RequestRefused>(event).reason, "room_full"_L1);
        QCOMPARE(bodyOf<RequestRefused>(event).setting, "hub.max_members"_L1);
        QCOMPARE(event.user, u"late"_s);
        QVERIFY(!event.connection.isNull());
        server.stop();
        QVERIFY(events.has<ServerStopped>(1));
        QVERIFY(events.of<LimitReached>().empty()); // its end is the same event
    }
    void commandsOfTheEmbedderAreNoEvents()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Events events(console);
        QVERIFY(server.start());
        const RawClient client = connectTo(server);
        server.broadcast(u"tick"_s);
        server.stop();
        QVERIFY(events.has<ServerStopped>(1));
        QVERIFY(events.of<CommandRun>().empty());
    }
};

QTEST_GUILESS_MAIN(TestEventRecorder)
#include "tst_eventrecorder.moc"

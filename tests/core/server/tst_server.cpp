#include "core/base/memorycapacity.h"
#include "core/server/server.h"
#include "core/server/serverstreams.h"

#include "tests/core/server/threadrows.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

#include <atomic>
#include <memory>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! A connected QWebSocket and what it receives.
struct Client
{
    explicit Client(const Server &server, const QString &path = u"/"_s)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString &text) { texts << text; });
        QObject::connect(&socket, &QWebSocket::binaryMessageReceived, &socket,
                         [this](const QByteArray &bytes) { binaries << bytes; });
        socket.open(QUrl(server.urls().constFirst().chopped(1) + path));
    }
    bool isConnected()
    {
        return waitUntil([this] { return socket.state() == QAbstractSocket::ConnectedState; });
    }
    bool isGone()
    {
        return waitUntil([this] { return socket.state() == QAbstractSocket::UnconnectedState; });
    }

    QWebSocket socket;
    QStringList texts;
    QByteArrayList binaries;
};

//! The signals of a server, in order.
struct SignalRecorder
{
    explicit SignalRecorder(Server &server)
    {
        QObject::connect(&server, &Server::connectionOpened, &server, [this](const ConnectionInfo &info) {
            opened.push_back(info);
            lines << u"opened %1"_s.arg(info.user);
        });
        QObject::connect(&server, &Server::messageReceived, &server, [this](const ReceivedMessage &message) {
            messages.push_back(message);
            lines << u"message %1"_s.arg(QString::fromUtf8(message.payload.left(20)));
        });
        QObject::connect(&server, &Server::connectionClosed, &server,
                         [this](const ConnectionInfo &info, const ConnectionEnd &end) {
                             closed.push_back(end);
                             lines << u"closed %1"_s.arg(info.user);
                         });
    }

    std::vector<ConnectionInfo> opened;
    std::vector<ReceivedMessage> messages;
    std::vector<ConnectionEnd> closed;
    QStringList lines;
};

} // namespace

class TestServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2, 4}); }
    void emitsEachSignalOnceAndInOrder()
    {
        Server server(anyPort());
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        {
            Client client(server, u"/room/r%20s?user=ann"_s);
            QVERIFY(client.isConnected());
            client.socket.sendTextMessage(u"hello"_s);
            QVERIFY(waitUntil([&] { return client.texts == QStringList{u"hello"_s}; }));
            client.socket.close(QWebSocketProtocol::CloseCodeGoingAway, u"off"_s);
            QVERIFY(waitUntil([&] { return recorder.closed.size() == 1; }));
        }
        QCOMPARE(recorder.lines, (QStringList{u"opened ann"_s, u"message hello"_s, u"closed ann"_s}));
        const ConnectionInfo &info = recorder.opened.front();
        QCOMPARE(info.room, u"r s"_s);
        QCOMPARE(info.path, u"/room/r s"_s);
        QCOMPARE(info.peer.address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(info.listener, server.endpoints().front());
        QCOMPARE(recorder.messages.front().connection, info.id);
        QCOMPARE(recorder.closed.front(),
                 (ConnectionEnd{Cause::GoingAway, 1001, u"off"_s, Initiator::Client, true}));
    }
    void reportsALostConnection()
    {
        Server server(anyPort());
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        Client client(server);
        QVERIFY(client.isConnected());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 1; }));
        QCOMPARE(recorder.opened.front().user, u"guest-%1"_s.arg(recorder.opened.front().id.value()));
        client.socket.abort();
        QVERIFY(waitUntil([&] { return recorder.closed.size() == 1; }));
        QVERIFY(recorder.closed.front().cause == Cause::ConnectionLost ||
                recorder.closed.front().cause == Cause::ConnectionReset);
        QCOMPARE(recorder.closed.front().code, 1006);
        QCOMPARE(recorder.closed.front().initiator, Initiator::Network);
        QVERIFY(!recorder.closed.front().clean);
    }
    void broadcastsAndSends()
    {
        Server server(anyPort());
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        Client room(server, u"/room/a"_s);
        QVERIFY(room.isConnected());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 1; }));
        Client echo(server, u"/echo"_s);
        QVERIFY(echo.isConnected());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 2; }));
        server.broadcast(u"to all"_s);
        server.broadcast(QByteArray("\x00\xff", 2));
        server.send(recorder.opened[1].id, u"to echo"_s);
        server.send(recorder.opened[0].id, QByteArray("b"));
        server.send(ConnectionId(12345), u"to an unknown connection"_s);
        QVERIFY(waitUntil([&] { return echo.texts.size() == 2 && room.binaries.size() == 2; }));
        QCOMPARE(room.texts, QStringList{u"to all"_s});
        QCOMPARE(room.binaries, (QByteArrayList{QByteArray("\x00\xff", 2), "b"}));
        QCOMPARE(echo.texts, (QStringList{u"to all"_s, u"to echo"_s}));
    }
    void kicksAndCloses_data()
    {
        QTest::addColumn<bool>("kick");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("receivedCode");
        QTest::newRow("kick") << true << 4100 << 4100;
        QTest::newRow("kick with another code") << true << 4444 << 4444;
        QTest::newRow("kick with a code that must not be sent") << true << 1006 << 4100;
        QTest::newRow("close") << false << 0 << 1000;
    }
    void kicksAndCloses()
    {
        QFETCH(bool, kick);
        QFETCH(int, code);
        QFETCH(int, receivedCode);
        Server server(anyPort());
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        Client client(server);
        QVERIFY(client.isConnected());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 1; }));
        const ConnectionId id = recorder.opened.front().id;
        if (kick)
            server.kick(id, quint16(code), u"because"_s);
        else
            server.close(id);
        if (kick)
            server.kick(id); // has no effect
        QVERIFY(client.isGone());
        QCOMPARE(int(client.socket.closeCode()), receivedCode);
        QVERIFY(waitUntil([&] { return recorder.closed.size() == 1; }));
        QCOMPARE(recorder.closed.front().cause, kick ? Cause::Kicked : Cause::ClosedByServer);
        QCOMPARE(recorder.closed.front().initiator, Initiator::Server);
        QCOMPARE(recorder.closed.front().clean, !kick); // a kick is reported before it is answered
        server.kick(id);
        server.send(id, u"after the end"_s);
    }
    void aSecondDrainDoesNotWaitForAKickedPeer()
    {
        Config config = anyPort();
        config.limits.closing = Milliseconds(60'000);
        Server server(config);
        SignalRecorder recorder(server);
        QSignalSpy stopped(&server, &Server::stopped);
        QVERIFY(server.start());
        RawClient client = RawClient::connectTo(server.endpoints().front().port);
        client.send(upgradeHead());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 1; }));
        server.kick(recorder.opened.front().id);
        QVERIFY(waitUntil([&] { return recorder.closed.size() == 1; })); // it answers nothing
        QVERIFY(!client.hasEnded());
        server.drain();
        QVERIFY(!client.hasEnded());
        server.drain(); // at once
        QVERIFY(waitUntil([&] { return stopped.size() == 1; }));
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QCOMPARE(recorder.closed.size(), std::size_t(1));
    }
    void losesNoMessageWhileTheOwnerIsBusy()
    {
        Config config = anyPort();
        config.hub.echoToSender = false;
        Server server(config);
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        Client client(server);
        QVERIFY(client.isConnected());
        QVERIFY(waitUntil([&] { return recorder.opened.size() == 1; }));
        // Far more than the credit: reading pauses until the messages have been delivered.
        constexpr int Count = 2000;
        for (int i = 0; i < Count; ++i)
            client.socket.sendBinaryMessage(QByteArray::number(i).leftJustified(1024, ' '));
        QVERIFY(waitUntil([&] { return recorder.messages.size() == Count; }));
        for (int i = 0; i < Count; ++i)
            QCOMPARE(recorder.messages[std::size_t(i)].payload.trimmed().toInt(), i);
    }
    void startsStopsAndStartsAgain()
    {
        Server server(anyPort());
        QSignalSpy started(&server, &Server::started);
        QSignalSpy stopped(&server, &Server::stopped);
        QCOMPARE(server.state(), Server::State::Stopped);
        QVERIFY(server.urls().isEmpty());
        QVERIFY(server.start());
        QCOMPARE(server.start().error().code, Error::Code::Busy);
        QCOMPARE(started.size(), 1);
        Client client(server);
        QVERIFY(client.isConnected());
        server.stop();
        QCOMPARE(server.state(), Server::State::Draining);
        QVERIFY(client.isGone());
        QCOMPARE(client.socket.closeCode(), QWebSocketProtocol::CloseCodeGoingAway);
        QVERIFY(waitUntil([&] { return stopped.size() == 1; }));
        QCOMPARE(server.state(), Server::State::Stopped);
        server.stop();
        QVERIFY(server.start());
        Client again(server);
        QVERIFY(again.isConnected());
        QCOMPARE(stopped.size(), 1);
    }
    void startFailsOnAnAddressInUse()
    {
        Server first(anyPort());
        QVERIFY(first.start());
        Config config = anyPort();
        config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}, first.endpoints().front()};
        Server second(config);
        QSignalSpy started(&second, &Server::started);
        const Result<void> result = second.start();
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::AddressInUse);
        QVERIFY2(result.error().text.contains(first.endpoints().front().toString()),
                 qPrintable(result.error().text));
        QCOMPARE(second.state(), Server::State::Stopped);
        QVERIFY(started.isEmpty());
    }
    void namesEachAddressThatFails()
    {
        Server first(anyPort());
        Server other(anyPort());
        QVERIFY(first.start());
        QVERIFY(other.start());
        const Endpoint inUse = first.endpoints().front();
        const Endpoint inUseToo = other.endpoints().front();
        const Endpoint foreign{QHostAddress(QStringLiteral("203.0.113.7")), 4711}; // TEST-NET-3
        Config config = anyPort();
        config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}, inUse, foreign, inUseToo};
        Server server(config);
        const Result<void> result = server.start();
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::AddressInUse);
        for (const Endpoint &endpoint : {inUse, foreign, inUseToo})
            QVERIFY2(result.error().text.contains(endpoint.toString()), qPrintable(result.error().text));
        const ListenFailures &failures = server.listenFailures();
        QCOMPARE(failures.size(), 3u);
        QCOMPARE(failures[0].endpoint, inUse);
        QCOMPARE(failures[0].error.code, Error::Code::AddressInUse);
        QCOMPARE(failures[1].endpoint, foreign);
        QCOMPARE(failures[1].error.code, Error::Code::NotFound);
        QCOMPARE(failures[2].endpoint, inUseToo);

        config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
        server.applyConfig(config);
        QVERIFY(server.start());
        QVERIFY(server.listenFailures().empty());
    }
    void drainsAtARate()
    {
        Config config = anyPort();
        config.server.drainRate = 20;
        Server server(config);
        SignalRecorder recorder(server);
        QSignalSpy stopped(&server, &Server::stopped);
        QVERIFY(server.start());
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(std::make_unique<Client>(server));
            QVERIFY(clients.back()->isConnected());
        }
        const TimePoint before = Clock::now();
        server.drain();
        QVERIFY(waitUntil([&] { return stopped.size() == 1; }));
        QVERIFY(Clock::now() - before >= 150ms); // five connections at 20 a second
        QCOMPARE(recorder.closed.size(), 5u);
        for (const ConnectionEnd &end : recorder.closed) {
            QCOMPARE(end.cause, Cause::Drain);
            QCOMPARE(end.code, 1012);
        }
    }
    void isDestroyedWhileClientsAreConnected()
    {
        auto server = std::make_unique<Server>(anyPort());
        QVERIFY(server->start());
        Client open(*server);
        QVERIFY(open.isConnected());
        QTcpSocket silent;
        silent.connectToHost(QHostAddress::LocalHost, server->endpoints().front().port);
        QVERIFY(waitUntil([&] { return silent.state() == QAbstractSocket::ConnectedState; }));
        server.reset();
        QVERIFY(open.isGone());
        QCOMPARE(open.socket.closeCode(), QWebSocketProtocol::CloseCodeGoingAway);
        QVERIFY(waitUntil([&] { return silent.state() == QAbstractSocket::UnconnectedState; }));
    }
    void endsUnderLoad_data()
    {
        QTest::addColumn<bool>("stops");
        QTest::newRow("stopped") << true;
        QTest::newRow("destroyed") << false;
    }
    void endsUnderLoad()
    {
        QFETCH(bool, stops);
        Config config = anyPort();
        config.limits.closing = 100ms;
        auto server = std::make_unique<Server>(config);
        std::atomic<int> received{0};
        connect(server.get(), &Server::messageReceived, this, [&](const ReceivedMessage &) { ++received; });
        QVERIFY(server->start());
        // Each client connects, sends without reading and connects again until the server is gone.
        const quint16 port = server->endpoints().front().port;
        std::vector<std::thread> talkers;
        for (int i = 0; i < 4; ++i) {
            talkers.emplace_back([port, i] {
                for (RawClient client; (client = RawClient::connectTo(port)).isConnected();) {
                    client.send(upgradeHead(i % 2 == 0 ? "/echo" : "/room/a"));
                    for (int message = 0; message < 200 && !client.hasEnded(); ++message)
                        client.send(frame(Opcode::Text, "words, words, words"));
                }
            });
        }
        QVERIFY(waitUntil([&] { return received > 1000; }));
        if (stops) {
            server->stop();
            QVERIFY(waitUntil([&] { return server->state() == Server::State::Stopped; }));
        } else {
            server.reset();
        }
        for (std::thread &talker : talkers)
            talker.join();
    }
    void startsAgainWithOtherThreads()
    {
        Server server(anyPort());
        SignalRecorder recorder(server);
        ConnectionId last;
        for (int threads : {3, 1, 8}) {
            Config config = server.config();
            config.server.threads = threads;
            QCOMPARE(server.applyConfig(config), (ReloadReport{{u"server.threads"_s}, {}, {}}));
            QVERIFY(server.start());
            Client client(server, u"/echo"_s);
            QVERIFY(client.isConnected());
            QVERIFY(waitUntil([&] { return recorder.opened.size() == recorder.closed.size() + 1; }));
            QVERIFY(recorder.opened.back().id > last); // no id is used twice
            last = recorder.opened.back().id;
            server.send(last, u"here"_s);
            QVERIFY(waitUntil([&] { return client.texts == QStringList{u"here"_s}; }));
            server.stop();
            QVERIFY(client.isGone());
            QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        }
    }
    void restartsWithFewerThreadsWhenStopped()
    {
        Config config = anyPort();
        config.server.threads = 4;
        config.limits.closing = 50ms; // the clients do not answer a Close
        Server server(config);
        const SignalRecorder recorder(server);
        std::size_t logged = 0;
        const auto messages = server.streams().messages().subscribe({});
        connect(messages.get(), &MessagesSubscription::logged, &server,
                [&](const LogBatch &batch) { logged += batch.entries.size(); });
        int restarts = 0;
        connect(&server, &Server::stopped, &server, [&] {
            Config fewer = server.config();
            fewer.server.threads = 1;
            server.applyConfig(fewer);
            QVERIFY(server.start());
            ++restarts;
        });
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 8; ++i) {
            clients.push_back(RawClient::connectTo(server.endpoints().front().port));
            // In rooms of their own, so that the shards of all threads log messages.
            clients.back().send(upgradeHead("/room/" + QByteArray::number(i)) + frame(Opcode::Text, "x"));
            QVERIFY(waitUntil([&] { return !clients.back().frames().empty(); }));
        }
        QVERIFY(waitUntil([&] { return logged == 2 * clients.size(); })); // received, and sent
        for (RawClient &client : clients)
            client.send(frame(Opcode::Text, "late"));
        server.stop();
        // The owner is busy until all threads have reported that they are empty, and later the last messages.
        std::this_thread::sleep_for(400ms);
        QVERIFY(waitUntil([&] { return restarts == 1; }));
        QCOMPARE(recorder.opened.size(), clients.size());
        QCOMPARE(recorder.closed.size(), clients.size()); // none is lost
        const Client client(server);
        QVERIFY(waitUntil([&] { return recorder.opened.size() == clients.size() + 1; }));
    }
    void mayBeDestroyedByItsLastSignal()
    {
        auto server = std::make_unique<Server>(anyPort());
        QVERIFY(server->start());
        connect(server.get(), &Server::stopped, server.get(), [&] { server.release()->deleteLater(); });
        server->stop();
        QVERIFY(waitUntil([&] { return !server; }));
    }
    void receiversMayBeDestroyedAtAnyTime()
    {
        // All QObjects share about a hundred mutexes. One of so many receivers shares the server's, which is
        // locked while the server is notified that this receiver disconnects.
        Server server(anyPort());
        QVERIFY(server.start());
        QStringList opened;
        std::vector<std::unique_ptr<QObject>> listeners(2000);
        for (std::unique_ptr<QObject> &listener : listeners) {
            listener = std::make_unique<QObject>();
            connect(&server, &Server::connectionOpened, listener.get(), [&] { opened << u"never"_s; });
        }
        listeners.clear();
        connect(&server, &Server::connectionOpened, &server,
                [&](const ConnectionInfo &info) { opened << info.user; });
        const Client client(server, u"/?user=late"_s);
        QVERIFY(waitUntil([&] { return !opened.isEmpty(); }));
        QCOMPARE(opened, QStringList{u"late"_s});
    }
    void appliesANewConfigurationToLaterConnections()
    {
        Server server(anyPort());
        SignalRecorder recorder(server);
        QVERIFY(server.start());
        Client before(server);
        QVERIFY(before.isConnected());
        Config config = server.config();
        config.limits.maxMessage = 10;
        config.hub.echoToSender = false;
        const QStringList changed{u"hub.echo_to_sender"_s, u"limits.max_message"_s};
        QCOMPARE(server.applyConfig(config), (ReloadReport{changed, {}, {}}));
        config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 1}};
        config.server.threads += 1;
        const QStringList waiting{u"server.listen"_s, u"server.threads"_s};
        QCOMPARE(server.applyConfig(config), (ReloadReport{{}, waiting, {}}));
        QCOMPARE(server.applyConfig(config), (ReloadReport{{}, waiting, {}})); // as long as it does not run
        Client after(server);
        QVERIFY(after.isConnected());
        before.socket.sendTextMessage(u"longer than ten bytes"_s);
        QVERIFY(waitUntil([&] { return recorder.messages.size() == 1; }));
        server.send(recorder.opened.front().id, u"after the change"_s);
        QVERIFY(waitUntil([&] { return !before.texts.isEmpty(); }));
        QCOMPARE(before.texts, QStringList{u"after the change"_s}); // the hub's settings apply at once
        after.socket.sendTextMessage(u"longer than ten bytes"_s);
        QVERIFY(after.isGone());
        QCOMPARE(int(after.socket.closeCode()), 1009);
    }
    void appliesPercentagesOfMemory()
    {
        const qint64 capacity = *memoryCapacity();
        Config config = anyPort();
        config.limits.memory = RelativeSize::percent(50);
        Server server(config);
        QVERIFY(server.config().limits.memory == RelativeSize::bytes(RelativeSize::percent(50).of(capacity)));
        QVERIFY(server.start());
        QCOMPARE(server.applyConfig(config), ReloadReport()); // a percentage is not a change
        config.limits.memory = RelativeSize::percent(40);
        const QStringList changed{u"history.memory"_s, u"limits.memory"_s};
        QCOMPARE(server.applyConfig(config), (ReloadReport{changed, {}, {}}));
        config.history.memory = RelativeSize::percent(100);
        QCOMPARE(server.applyConfig(config), (ReloadReport{{u"history.memory"_s}, {}, {}}));
        QVERIFY(server.config().history.memory == server.config().limits.memory);
    }
    void comparesWithWhatRuns()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        const Config running = server.config();
        Config other = running;
        other.tls.certificate = u"/crt"_s;
        other.tls.key = u"/key"_s;
        other.cluster.prefix = u"other"_s;
        other.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), 0};
        const QStringList waiting{u"server.admin_listen"_s, u"cluster.prefix"_s, u"tls.certificate"_s,
                                  u"tls.key"_s};
        QCOMPARE(server.applyConfig(other), (ReloadReport{{}, waiting, {}}));
        QCOMPARE(server.applyConfig(running), ReloadReport());
        QCOMPARE(server.applyConfig(running), ReloadReport());
        QCOMPARE(server.applyConfig(other), (ReloadReport{{}, waiting, {}}));
        other.limits.maxHead += 1;
        QCOMPARE(server.applyConfig(other), (ReloadReport{{u"limits.max_head"_s}, waiting, {}}));
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QCOMPARE(server.applyConfig(running).needsRestart, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"

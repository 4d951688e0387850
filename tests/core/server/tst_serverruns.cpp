// What a Server reports belongs to one run, from its start to its stop: everything of a run arrives before
// stopped(), and nothing of it in the next run.

#include "core/server/commanddispatcher.h"

#include "tests/core/server/streamreader.h"

#include <QEventLoop>
#include <QTest>

#include <atomic>
#include <map>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Clients that connect, send without reading and connect again, in rooms on all threads.
class Talkers
{
public:
    explicit Talkers(int count)
    {
        for (int i = 0; i < count; ++i)
            m_threads.emplace_back([this, i] { talk(i); });
    }
    ~Talkers()
    {
        m_isDone = true;
        for (std::thread &thread : m_threads)
            thread.join();
    }
    Q_DISABLE_COPY_MOVE(Talkers)

    //! 0: the server is stopped.
    std::atomic<quint16> port{0};

private:
    void talk(int number)
    {
        while (!m_isDone) {
            RawClient client;
            if (port == 0 || !(client = RawClient::connectTo(port)).isConnected()) {
                std::this_thread::yield();
                continue;
            }
            client.send(upgradeHead("/room/" + QByteArray::number(number)));
            for (int message = 0; message < 50 && !client.hasEnded(); ++message)
                client.send(frame(Opcode::Text, "words, words, words"));
        }
    }

    std::atomic<bool> m_isDone{false};
    std::vector<std::thread> m_threads;
};

//! Checks that each connection is opened, heard of and closed within one run.
struct RunChecker
{
    explicit RunChecker(Server &server)
    {
        QObject::connect(&server, &Server::connectionOpened, &server, [this](const ConnectionInfo &info) {
            isConsistent = isConsistent && isRunning && open.insert(info.id).second;
            ++opened;
        });
        QObject::connect(&server, &Server::messageReceived, &server, [this](const ReceivedMessage &message) {
            isConsistent = isConsistent && isRunning && open.contains(message.connection);
            ++messages;
        });
        QObject::connect(&server, &Server::connectionClosed, &server, [this](const ConnectionInfo &info) {
            isConsistent = isConsistent && isRunning && open.erase(info.id) == 1;
        });
        QObject::connect(&server, &Server::started, &server, [this] { isRunning = true; });
        QObject::connect(&server, &Server::stopped, &server, [this] {
            isConsistent = isConsistent && isRunning && open.empty();
            isRunning = false;
        });
    }

    bool isRunning = false;
    bool isConsistent = true;
    int opened = 0;
    int messages = 0;
    std::set<ConnectionId> open;
};

Config configWith(int threads)
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.server.threads = threads;
    config.limits.closing = 50ms; // the clients do not answer a Close
    return config;
}

} // namespace

class TestServerRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void restartsAgainAndAgainUnderLoad_data()
    {
        QTest::addColumn<QList<int>>("threads"); // of the runs, in turn
        QTest::newRow("fewer") << QList<int>{8, 1};
        QTest::newRow("fewer and fewer") << QList<int>{7, 5, 3, 2, 1};
        QTest::newRow("more") << QList<int>{1, 4};
        QTest::newRow("the same") << QList<int>{3};
    }
    // From a slot on stopped(), with all streams subscribed.
    void restartsAgainAndAgainUnderLoad()
    {
        QFETCH(const QList<int>, threads);
        constexpr int Runs = 12;
        Server server(configWith(threads[0]));
        RunChecker checker(server);
        ConnectionReader connections(server);
        const auto messages = server.streams().messages().subscribe({});
        const auto closed = server.streams().closed().subscribe({});
        const auto rooms = server.streams().rooms().subscribe({});
        const auto stats = server.streams().stats().subscribe({});
        quint64 lastNumber = 0;
        bool numbersAscend = true;
        connect(messages.get(), &MessagesSubscription::logged, &server, [&](const LogBatch &batch) {
            for (const LogEntry &entry : batch.entries) {
                numbersAscend = numbersAscend && checker.isRunning && entry.number > lastNumber;
                lastNumber = entry.number;
            }
        });
        Talkers talkers(4);
        int runs = 1;
        connect(&server, &Server::stopped, &server, [&] {
            talkers.port = 0;
            if (runs == Runs)
                return;
            lastNumber = 0;
            Config next = server.config();
            next.server.threads = threads[runs % threads.size()];
            server.applyConfig(next);
            QVERIFY(server.start());
            ++runs;
            server.streams().requestMembers(QStringLiteral("0"));
            talkers.port = server.endpoints().front().port;
        });
        QVERIFY(server.start());
        talkers.port = server.endpoints().front().port;
        for (int run = 1; run <= Runs; ++run) {
            const int heard = checker.messages;
            QVERIFY(waitUntil([&] { return checker.messages > heard + 200; }));
            QCOMPARE(runs, run);
            server.stop();
            // The owner is busy meanwhile: what all threads report at last is waiting when it goes on.
            std::this_thread::sleep_for(run % 3 == 0 ? 100ms : 0ms);
            QVERIFY(waitUntil([&] { return runs == run + 1 || server.state() == Server::State::Stopped; }));
            QVERIFY(checker.isConsistent);
            QVERIFY(numbersAscend);
        }
        QVERIFY(checker.opened > Runs);
        QVERIFY(connections.isConsistent);
    }
    void messagesOfAFormerRunAreDropped_data()
    {
        QTest::addColumn<bool>("isAcknowledged"); // while the server is stopped
        QTest::newRow("late subscriber") << false;
        QTest::newRow("subscriber in time") << true;
    }
    void messagesOfAFormerRunAreDropped()
    {
        QFETCH(const bool, isAcknowledged);
        Server server(configWith(2));
        std::vector<LogEntry> entries;
        const auto slow =
            server.streams().messages().subscribe({0ms, SubscriptionOptions::Acknowledgement::Manual});
        connect(slow.get(), &MessagesSubscription::logged, &server, [&](const LogBatch &batch) {
            entries.insert(entries.end(), batch.entries.begin(), batch.entries.end());
        });
        std::size_t logged = 0;
        const auto other = server.streams().messages().subscribe({});
        connect(other.get(), &MessagesSubscription::logged, &server,
                [&](const LogBatch &batch) { logged += batch.entries.size(); });
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(frame(Opcode::Text, "first"));
        QVERIFY(waitUntil([&] { return entries.size() == 2 && logged == 2; })); // received, and sent
        client.send(frame(Opcode::Text, "second"));
        QVERIFY(waitUntil([&] { return logged == 4; })); // it waits for the slow one
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        if (isAcknowledged) {
            slow->acknowledge();
            QVERIFY(waitUntil([&] { return entries.size() == 4; }));
        }
        QVERIFY(server.start());
        slow->acknowledge();
        RawClient again = connectTo(server);
        again.send(frame(Opcode::Text, "next run"));
        QVERIFY(waitUntil(
            [&] { return logged == 6 && !entries.empty() && entries.back().payload == "next run"; }));
        QCOMPARE(entries.size(), isAcknowledged ? 6u : 4u);
        QCOMPARE(entries.back().number, 2u);
    }
    void membersOfAFormerRunAreNotListed()
    {
        Server server(configWith(4));
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        std::vector<RoomMembers> listed;
        for (int i = 0; i < 3; ++i)
            clients.push_back(connectTo(server, "/room/a"));
        connect(&server.streams(), &ServerStreams::membersListed, &server,
                [&](const RoomMembers &members) { listed.push_back(members); });
        server.streams().requestMembers(QStringLiteral("a"));
        QVERIFY(waitUntil([&] { return listed.size() == 1; }));
        QCOMPARE(listed[0].total, 3u);
        connect(&server, &Server::stopped, &server, [&] {
            server.applyConfig(configWith(1));
            QVERIFY(server.start());
        });
        server.stop();
        for (int i = 0; i < 50; ++i)
            server.streams().requestMembers(QStringLiteral("a"));
        std::this_thread::sleep_for(150ms); // the threads answer, and end, before the owner hears of it
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Running; }));
        const std::size_t before = listed.size();
        server.streams().requestMembers(QStringLiteral("a"));
        QVERIFY(waitUntil([&] { return listed.size() == 52; })); // each request has an answer
        for (std::size_t i = before; i < listed.size(); ++i)
            QCOMPARE(listed[i].total, 0u);
    }
    // A slot that runs an event loop does not disturb the order, and everything of the run comes before its end.
    void nestedLoopSeesTheEndOfTheRun()
    {
        Server server(configWith(2));
        RunChecker checker(server);
        bool isNested = false;
        connect(&server, &Server::messageReceived, &server, [&] {
            if (std::exchange(isNested, true))
                return;
            QEventLoop dialog;
            connect(&server, &Server::stopped, &dialog, &QEventLoop::quit);
            server.stop();
            dialog.exec();
            QVERIFY(server.start()); // and the next run begins within the slot
        });
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(connectTo(server, "/room/" + QByteArray::number(i)));
        for (RawClient &client : clients)
            client.send(frame(Opcode::Text, "x").repeated(20)); // in one batch
        QVERIFY(waitUntil([&] { return isNested && server.state() == Server::State::Running; }));
        QVERIFY(checker.isConsistent);
        QCOMPARE(checker.opened, 4);
        const RawClient later = connectTo(server);
        QVERIFY(waitUntil([&] { return checker.opened == 5; }));
        QVERIFY(checker.isConsistent);
        QCOMPARE(checker.open.size(), 1u);
    }
    void mayBeDestroyedByAnySignal_data()
    {
        QTest::addColumn<int>("after"); // so many events
        for (const int after : {1, 2, 5, 9})
            QTest::addRow("event %d", after) << after;
    }
    void mayBeDestroyedByAnySignal()
    {
        QFETCH(const int, after);
        auto server = std::make_unique<Server>(configWith(2));
        ConnectionReader connections(*server);
        int events = 0;
        const auto count = [&] {
            if (++events == after)
                server.reset();
        };
        connect(server.get(), &Server::connectionOpened, qApp, count);
        connect(server.get(), &Server::messageReceived, qApp, count);
        connect(server.get(), &Server::connectionClosed, qApp, count);
        QVERIFY(server->start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(RawClient::connectTo(server->endpoints().front().port));
            clients.back().send(upgradeHead("/") + frame(Opcode::Text, "x"));
        }
        std::this_thread::sleep_for(50ms); // several events in one batch
        waitUntil([&] { return !server || events >= 6; });
        if (server)
            server->stop();
        QVERIFY(waitUntil([&] { return !server; }));
    }
    void mayBeStoppedByTheLastEvents()
    {
        Server server(configWith(3));
        int stops = 0;
        connect(&server, &Server::stopped, &server, [&] { ++stops; });
        connect(&server, &Server::connectionClosed, &server, [&] {
            server.stop();
            server.drain();
            QVERIFY(!server.start());
        });
        connect(&server.commands(), &CommandDispatcher::finished, &server, [&] {
            server.stop();
            server.drain();
        });
        const auto closed = server.streams().closed().subscribe({});
        connect(closed.get(), &ClosedSubscription::closed, &server, [&] { server.stop(); });
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 6; ++i)
            clients.push_back(connectTo(server));
        server.kick(ConnectionId(1));
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QCOMPARE(stops, 1);
        QVERIFY(server.start());
    }
};

QTEST_GUILESS_MAIN(TestServerRuns)
#include "tst_serverruns.moc"

#include "core/worker/ioworkerpool.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <set>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! A pool whose reports are counted and dropped.
struct Fixture
{
    explicit Fixture(std::size_t threads, const Config &with = {})
        : config(std::make_shared<const Config>(with))
        , shared(config->limits)
    {
        Result<std::unique_ptr<IoWorkerPool>> made =
            IoWorkerPool::create(threads, config, nullptr, shared, [this](std::size_t) {
                WorkerReports reports;
                reports.events = [](std::vector<EmbedderEvent> &&) {};
                reports.action = [](ActionPart &&) {};
                reports.drained = [this] { ++drained; };
                return reports;
            });
        pool = std::move(*made);
    }
    void listen()
    {
        Result<ListeningSocket> socket = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        QVERIFY(socket);
        port = socket->endpoint.port;
        std::vector<ListeningSocket> sockets;
        sockets.push_back(std::move(*socket));
        pool->listen(std::move(sockets));
    }
    RawClient connect(const QByteArray &path = "/echo") const
    {
        RawClient client = RawClient::connectTo(port);
        client.send(upgradeHead(path));
        return client;
    }
    //! WebSocket connections of every worker.
    std::vector<quint64> connections()
    {
        std::vector<std::atomic<quint64>> counts(pool->size());
        std::atomic<std::size_t> answers{0};
        for (std::size_t worker = 0; worker < pool->size(); ++worker) {
            pool->post(worker, [&, worker](WorkerCore &core) {
                counts[worker] = core.measure().connections;
                ++answers;
            });
        }
        waitUntil([&] { return answers == pool->size(); });
        return {counts.begin(), counts.end()};
    }

    std::shared_ptr<const Config> config;
    SharedState shared;
    std::atomic<std::size_t> drained{0};
    quint16 port = 0;
    std::unique_ptr<IoWorkerPool> pool; //!< last: its threads end first
};

//! A room whose shard is \a thread.
QString roomOf(std::size_t thread, std::size_t threads)
{
    for (int number = 0;; ++number) {
        const QString name = QStringLiteral("room %1").arg(number);
        if (shardOf(name, threads) == thread)
            return name;
    }
}

} // namespace

class TestIoWorkerPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<quint64>("threads");
        QTest::newRow("1 thread") << quint64(1);
        QTest::newRow("2 threads") << quint64(2);
        QTest::newRow("4 threads") << quint64(4);
    }
    void everyWorkerHasAThread()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        QCOMPARE(fixture.pool->size(), threads);
        QCOMPARE(fixture.pool->bus().threadCount(), threads);
        QCOMPARE(fixture.shared.counters.all().size(), threads);
        std::vector<std::thread::id> ids(threads);
        std::atomic<std::size_t> done{0};
        for (std::size_t worker = 0; worker < threads; ++worker) {
            fixture.pool->post(worker, [&, worker](WorkerCore &) {
                ids[worker] = std::this_thread::get_id();
                ++done;
            });
        }
        QVERIFY(waitUntil([&] { return done == threads; }));
        QCOMPARE(std::set(ids.begin(), ids.end()).size(), threads);
        QVERIFY(!std::set(ids.begin(), ids.end()).contains(std::this_thread::get_id()));
        fixture.pool->postToAll([&](WorkerCore &) { ++done; });
        QVERIFY(waitUntil([&] { return done == 2 * threads; }));
    }
    void hubsReceivePostsInOrder()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        constexpr int Posts = 2000;
        // Every worker posts to every other one; each pair counts for itself.
        std::vector<int> last(threads * threads, -1);
        std::atomic<std::size_t> received{0};
        std::atomic<bool> ordered{true};
        for (std::size_t from = 0; from < threads; ++from) {
            fixture.pool->post(from, [&, from](WorkerCore &core) {
                std::vector<QString> rooms;
                for (std::size_t to = 0; to < threads; ++to)
                    rooms.push_back(roomOf(to, threads));
                for (int i = 0; i < Posts; ++i) {
                    for (std::size_t to = 0; to < threads; ++to) {
                        if (to == from)
                            continue;
                        core.hub().askIfIn(ConnectionId(1), rooms[to], [&, from, to, i](bool) {
                            int &before = last[from * threads + to];
                            if (std::exchange(before, i) != i - 1)
                                ordered = false;
                            ++received;
                        });
                    }
                }
            });
        }
        QVERIFY(waitUntil([&] { return received == Posts * threads * (threads - 1); }));
        QVERIFY(ordered);
    }
    void endsWhileHubsPost()
    {
        QFETCH_GLOBAL(quint64, threads);
        for (int round = 0; round < 20; ++round) {
            Fixture fixture(threads);
            std::atomic<int> asked{0};
            // Each worker asks the next one, again after each answer, without end.
            std::function<void(Hub &, std::size_t)> ask = [&](Hub &hub, std::size_t at) {
                ++asked;
                const std::size_t next = (at + 1) % threads;
                if (next != at)
                    hub.askIfIn(ConnectionId(1), roomOf(next, threads), [&, at](bool) { ask(hub, at); });
            };
            for (std::size_t worker = 0; worker < threads; ++worker)
                fixture.pool->post(worker, [&ask, worker](WorkerCore &core) { ask(core.hub(), worker); });
            QVERIFY(waitUntil([&] { return asked >= int(threads); }));
            fixture.pool.reset();
        }
    }
    void spreadsPeersAndReleasesThem()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        fixture.listen();
        constexpr std::size_t Each = 8;
        std::vector<RawClient> clients;
        for (std::size_t i = 0; i < Each * threads; ++i) {
            clients.push_back(fixture.connect());
            clients.back().send(frame(Opcode::Text, QByteArray::number(quint64(i))));
        }
        for (RawClient &client : clients) {
            QVERIFY(waitUntil([&] { return !client.takeHead().isEmpty(); }));
            QVERIFY(waitUntil([&] { return client.frames().size() == 1; }));
        }
        QCOMPARE(fixture.connections(), std::vector<quint64>(threads, Each));
        QCOMPARE(fixture.shared.ledger.peers(), qint64(Each * threads));
        for (const ServerCounters &counters : fixture.shared.counters.all())
            QCOMPARE(counters.in.messages(), quint64(Each));
        clients.clear();
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == 0; }));
        QCOMPARE(fixture.connections(), std::vector<quint64>(threads, 0));
        QCOMPARE(fixture.drained.load(), 0u); // no drain was begun
    }
    void fillsUpTheThreadWithTheFewestPeers()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        fixture.listen();
        const auto isUpgraded = [](RawClient &client) {
            return waitUntil([&] { return !client.takeHead().isEmpty(); });
        };
        std::vector<RawClient> clients;
        for (std::size_t i = 0; i < 4 * threads; ++i) {
            clients.push_back(fixture.connect());
            QVERIFY(isUpgraded(clients.back()));
        }
        // All peers of the first worker disconnect: every threads-th one.
        for (std::size_t i = 0; i < clients.size(); i += threads)
            clients[i].reset();
        const qint64 left = qint64(4 * (threads - 1));
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == left; }));
        QCOMPARE(fixture.connections()[0], 0u);
        for (int i = 0; i < 4; ++i) {
            clients.push_back(fixture.connect());
            QVERIFY(isUpgraded(clients.back()));
        }
        QCOMPARE(fixture.connections(), std::vector<quint64>(threads, 4));
    }
    void rejectsForAllWorkers()
    {
        QFETCH_GLOBAL(quint64, threads);
        Config config;
        config.limits.maxConnections = 2;
        Fixture fixture(threads, config);
        fixture.listen();
        std::vector<RawClient> clients;
        for (int i = 0; i < 2; ++i) {
            clients.push_back(fixture.connect());
            QVERIFY(waitUntil([&] { return clients.back().takeHead().startsWith("HTTP/1.1 101 "); }));
        }
        RawClient third = fixture.connect();
        QVERIFY(waitUntil([&] { return third.takeHead().startsWith("HTTP/1.1 503 "); }));
        QCOMPARE(fixture.shared.counters.of(0).rejected.total(), 1u);
    }
    void allMembersSeeOneOrder()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        fixture.listen();
        constexpr std::size_t Members = 8;
        constexpr std::size_t Publishers = 4;
        constexpr std::size_t Messages = 150;
        std::vector<RawClient> members;
        for (std::size_t i = 0; i < Members; ++i) {
            members.push_back(fixture.connect("/room/a"));
            QVERIFY(waitUntil([&] { return !members.back().takeHead().isEmpty(); }));
        }
        // A member that receives its own message has joined and receives all that follow.
        for (RawClient &member : members) {
            member.send(frame(Opcode::Text, "in"));
            QVERIFY(waitUntil([&] { return !member.frames().empty(); }));
        }
        for (std::size_t message = 0; message < Messages; ++message) {
            for (std::size_t i = 0; i < Publishers; ++i)
                members[i].send(frame(Opcode::Text, QByteArray::number(quint64(message * Publishers + i))));
        }
        const auto payloadsOf = [](RawClient &member) {
            QByteArrayList payloads;
            for (const ReceivedFrame &frame : member.frames()) {
                if (frame.payload != "in")
                    payloads.append(frame.payload);
            }
            return payloads;
        };
        for (RawClient &member : members)
            QVERIFY(waitUntil([&] { return payloadsOf(member).size() == qsizetype(Publishers * Messages); }));
        const QByteArrayList order = payloadsOf(members[0]);
        for (RawClient &member : members)
            QCOMPARE(payloadsOf(member), order);
        QCOMPARE(std::set(order.begin(), order.end()).size(), Publishers * Messages);
    }
    void churnReleasesEverything()
    {
        QFETCH_GLOBAL(quint64, threads);
        Fixture fixture(threads);
        fixture.listen();
        for (int round = 0; round < 15; ++round) {
            std::vector<RawClient> clients;
            for (int i = 0; i < 20; ++i) {
                clients.push_back(fixture.connect(i % 3 == 0 ? "/nowhere" : "/room/a"));
                if (i % 4 == 0)
                    clients.back().reset(); // at an arbitrary moment
            }
            clients.resize(10); // the others end without a Close
            for (RawClient &client : clients)
                client.send(frame(Opcode::Close));
        }
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == 0; }));
        QCOMPARE(fixture.connections(), std::vector<quint64>(threads, 0));
    }
    void socketsOnTheirWayAreReleasedWhenItEnds()
    {
        QFETCH_GLOBAL(quint64, threads);
        for (int round = 0; round < 10; ++round) {
            Fixture fixture(threads);
            fixture.listen();
            std::vector<RawClient> clients;
            for (int i = 0; i < 30; ++i)
                clients.push_back(fixture.connect());
            fixture.pool.reset();
            QCOMPARE(fixture.shared.ledger.peers(), 0);
            for (RawClient &client : clients)
                QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        }
    }
    void everyWorkerReportsOnceWhenItIsEmpty()
    {
        QFETCH_GLOBAL(quint64, threads);
        Config config;
        config.limits.closing = 10s; // no deadline passes
        Fixture fixture(threads, config);
        fixture.listen();
        const auto disconnect = [](RawClient &client) {
            client.send(frame(Opcode::Close, encodeClosePayload(1012, {})));
            client.finish();
        };
        std::vector<RawClient> clients;
        for (std::size_t i = 0; i < 3 * threads; ++i) {
            clients.push_back(fixture.connect());
            QVERIFY(waitUntil([&] { return !clients.back().takeHead().isEmpty(); }));
        }
        fixture.shared.drainRateLimiter.begin(0, Clock::now());
        fixture.pool->postToAll([](WorkerCore &core) { core.drain(CloseReason::of(Cause::Drain), 10s); });
        for (std::size_t i = 1; i < clients.size(); ++i)
            disconnect(clients[i]);
        QVERIFY(waitUntil([&] { return fixture.drained == threads - 1; }));
        disconnect(clients[0]);
        QVERIFY(waitUntil([&] { return fixture.drained == threads; }));
        fixture.pool->postToAll([](WorkerCore &core) { core.abortAll(); });
        QCOMPARE(fixture.connections(), std::vector<quint64>(threads, 0));
        QCOMPARE(fixture.drained.load(), threads); // once
    }
};

QTEST_GUILESS_MAIN(TestIoWorkerPool)
#include "tst_ioworkerpool.moc"

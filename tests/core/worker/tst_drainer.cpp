#include "core/worker/drainer.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! A table of connections and its drainer.
struct Fixture
{
    Fixture()
        : drainer(peers.loop, table, rateLimiter,
                  {[this](Connection &connection, const CloseReason &reason) {
                       QVERIFY(connection.isOpen());
                       announced.emplace_back(&connection, reason.code);
                   },
                   [this] { ++expirations; }})
    {
        // The table owns the connections and releases them as an io thread does.
        peers.ownsConnections = false;
        QObject::connect(&peers.events, &ConnectionEvents::ended, &peers.upgradeHandler,
                         [this](Connection *connection) { table.release(*connection); });
        peers.onConnected = [this](Peer &peer) { table.add(std::unique_ptr<Connection>(peer.connection)); };
    }
    std::vector<Peer *> connect(int count)
    {
        std::vector<Peer *> clients;
        for (int i = 0; i < count; ++i)
            clients.push_back(&peers.connect());
        return clients;
    }
    void begin(Cause cause, int rate, Milliseconds timeout)
    {
        rateLimiter.begin(rate, Clock::now());
        drainer.begin(CloseReason::of(cause), timeout);
    }
    int closing() const
    {
        int count = 0;
        for (const Connection *connection : table.all())
            count += connection->isOpen() ? 0 : 1;
        return count;
    }

    DrainRateLimiter rateLimiter;
    ConnectionTable table;
    Peers peers; //!< destroyed before the table: ends the connections
    int expirations = 0;
    std::vector<std::pair<Connection *, quint16>> announced;
    Drainer drainer;
};

} // namespace

class TestDrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesAllAtOnceWithoutARate()
    {
        Fixture fixture;
        const std::vector<Peer *> clients = fixture.connect(5);
        fixture.begin(Cause::Drain, 0, 10s);
        QCOMPARE(fixture.closing(), 5);
        for (Peer *client : clients) {
            QVERIFY(client->receivesClose(1012));
            client->sendClose(1012);
            QVERIFY(client->ends());
            QCOMPARE(int(client->endings[0].cause), int(Cause::Drain));
            QVERIFY(client->endings[0].clean);
        }
        QVERIFY(fixture.table.isEmpty());
        QCOMPARE(fixture.expirations, 0);
    }
    void announcesEachCloseOnce()
    {
        Fixture fixture;
        const std::vector<Peer *> clients = fixture.connect(3);
        clients[1]->connection->close(CloseReason::of(Cause::Kicked));
        fixture.begin(Cause::Drain, 0, 10s);
        using Announced = std::vector<std::pair<Connection *, quint16>>;
        QCOMPARE(fixture.announced,
                 (Announced{{clients[0]->connection, 1012}, {clients[2]->connection, 1012}}));
    }
    void keepsItsRateAndClosesTheOldestFirst()
    {
        Fixture fixture;
        const std::vector<Peer *> clients = fixture.connect(6);
        constexpr int Rate = 20; // one in 50 ms
        const TimePoint begin = Clock::now();
        fixture.begin(Cause::Drain, Rate, 10s);
        QCOMPARE(fixture.closing(), 1); // the first one at once
        QVERIFY(!clients[0]->connection->isOpen());
        QVERIFY(waitUntil([&] { return fixture.closing() == 6; }));
        QVERIFY(Clock::now() - begin >= 5 * 1000ms / Rate - 20ms);
        QCOMPARE(fixture.expirations, 0);
    }
    void sharesItsRateWithOtherThreads()
    {
        Fixture fixture;
        fixture.connect(3);
        constexpr int Rate = 20;
        const TimePoint begin = Clock::now();
        fixture.begin(Cause::Drain, Rate, 10s);
        QCOMPARE(fixture.closing(), 1);
        QCOMPARE(fixture.rateLimiter.take(1, Clock::now() + 1000ms / Rate),
                 std::size_t(1)); // by another thread
        QVERIFY(waitUntil([&] { return fixture.closing() == 3; }));
        QVERIFY(Clock::now() - begin >= 3 * 1000ms / Rate - 20ms);
    }
    void skipsConnectionsThatEndedMeanwhile()
    {
        Fixture fixture;
        const std::vector<Peer *> clients = fixture.connect(3);
        fixture.begin(Cause::Drain, 50, 10s);
        clients[2]->client.reset();
        QVERIFY(clients[2]->ends());
        QVERIFY(waitUntil([&] { return fixture.closing() == 2; }));
        QCOMPARE(int(clients[2]->endings[0].cause), int(Cause::ConnectionReset));
    }
    void reportsItsDeadlineOnce()
    {
        Fixture fixture;
        fixture.connect(3);
        fixture.begin(Cause::Drain, 1, 60ms);
        QVERIFY(waitUntil([&] { return fixture.expirations == 1; }));
        QVERIFY(fixture.closing() < 3); // aborting the rest is left to the caller
        const TimePoint end = Clock::now() + 100ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(fixture.expirations, 1);
    }
    void hasNoDeadlineIfTheTimeoutIsZero()
    {
        Fixture fixture;
        fixture.connect(1);
        fixture.begin(Cause::Drain, 0, 0ms);
        const TimePoint end = Clock::now() + 60ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(fixture.expirations, 0);
    }
    void canBeginAgainWithAHigherRate()
    {
        Fixture fixture;
        fixture.connect(4);
        fixture.begin(Cause::Drain, 1, 10s);
        QCOMPARE(fixture.closing(), 1);
        fixture.begin(Cause::Shutdown, 0, 10s);
        QCOMPARE(fixture.closing(), 4);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestDrainer)
#include "tst_drainer.moc"

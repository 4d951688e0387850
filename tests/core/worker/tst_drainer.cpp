#include "core/worker/drainer.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Connections in a table, and the one who sends them off.
struct Party
{
    Party()
        : drainer(peers.loop, table, pace, [this] { ++expirations; })
    {
        // The table owns them here, and lets them go as an io thread does.
        peers.ownsConnections = false;
        QObject::connect(&peers.events, &ConnectionEvents::closed, &peers.door,
                         [this](Connection *connection) { table.release(*connection); });
        peers.onConnected = [this](Peer &peer) { table.add(std::unique_ptr<Connection>(peer.connection)); };
    }
    std::vector<Peer *> invite(int count)
    {
        std::vector<Peer *> guests;
        for (int i = 0; i < count; ++i)
            guests.push_back(&peers.connect());
        return guests;
    }
    void begin(Cause cause, int rate, Milliseconds bound)
    {
        pace.begin(rate, Clock::now());
        drainer.begin(CloseReason::of(cause), bound);
    }
    int closing() const
    {
        int count = 0;
        for (const Connection *connection : table.all())
            count += connection->isOpen() ? 0 : 1;
        return count;
    }

    DrainRateLimiter pace;
    ConnectionTable table;
    Peers peers; //!< ends them while the table is there
    int expirations = 0;
    Drainer drainer;
};

} // namespace

class TestDrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysGoodbyeToAllAtOnce()
    {
        Party party;
        const std::vector<Peer *> guests = party.invite(5);
        party.begin(Cause::Drain, 0, 10s);
        QCOMPARE(party.closing(), 5);
        for (Peer *guest : guests) {
            QVERIFY(guest->hearsClose(1012));
            guest->sayClose(1012);
            QVERIFY(guest->ends());
            QCOMPARE(int(guest->endings[0].cause), int(Cause::Drain));
            QVERIFY(guest->endings[0].clean);
        }
        QVERIFY(party.table.isEmpty());
        QCOMPARE(party.expirations, 0);
    }
    void keepsToItsRateAndBeginsWithThoseWhoCameFirst()
    {
        Party party;
        const std::vector<Peer *> guests = party.invite(6);
        constexpr int Rate = 20; // one in 50 ms
        const TimePoint begin = Clock::now();
        party.begin(Cause::Drain, Rate, 10s);
        QCOMPARE(party.closing(), 1); // the first does not wait
        QVERIFY(!guests[0]->connection->isOpen());
        QVERIFY(waitUntil([&] { return party.closing() == 6; }));
        QVERIFY(Clock::now() - begin >= 5 * 1000ms / Rate - 20ms);
        QCOMPARE(party.expirations, 0);
    }
    void sharesItsPaceWithOthers()
    {
        Party party;
        party.invite(3);
        constexpr int Rate = 20;
        const TimePoint begin = Clock::now();
        party.begin(Cause::Drain, Rate, 10s);
        QCOMPARE(party.closing(), 1);
        QCOMPARE(party.pace.take(1, Clock::now() + 1000ms / Rate), std::size_t(1)); // another thread's turn
        QVERIFY(waitUntil([&] { return party.closing() == 3; }));
        QVERIFY(Clock::now() - begin >= 3 * 1000ms / Rate - 20ms);
    }
    void someoneWhoLeftMeanwhileIsNotMissed()
    {
        Party party;
        const std::vector<Peer *> guests = party.invite(3);
        party.begin(Cause::Drain, 50, 10s);
        guests[2]->client.reset();
        QVERIFY(guests[2]->ends());
        QVERIFY(waitUntil([&] { return party.closing() == 2; }));
        QCOMPARE(int(guests[2]->endings[0].cause), int(Cause::ConnectionReset));
    }
    void saysWhenItsBoundHasPassed()
    {
        Party party;
        party.invite(3);
        party.begin(Cause::Drain, 1, 60ms);
        QVERIFY(waitUntil([&] { return party.expirations == 1; }));
        QVERIFY(party.closing() < 3); // nobody was hurried: that is the caller's to do
        const TimePoint end = Clock::now() + 100ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(party.expirations, 1);
    }
    void hasNoBoundWhenThereIsNone()
    {
        Party party;
        party.invite(1);
        party.begin(Cause::Drain, 0, 0ms);
        const TimePoint end = Clock::now() + 60ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(party.expirations, 0);
    }
    void mayBeBegunAgainWithMoreHaste()
    {
        Party party;
        party.invite(4);
        party.begin(Cause::Drain, 1, 10s);
        QCOMPARE(party.closing(), 1);
        party.begin(Cause::Shutdown, 0, 10s);
        QCOMPARE(party.closing(), 4);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestDrainer)
#include "tst_drainer.moc"

#include "core/hub/historyreclaimer.h"
#include "core/hub/room.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <map>
#include <memory>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 Message = 8 * KiB; // each

//! Rooms of one io thread, whose history is only a number.
struct Shard
{
    Shard(MemoryBudget &budget, std::vector<Shard *> &shards)
        : memory(budget)
        , reclaimer(ioLoop(), budget, memory,
                    {[this](Room &room, qint64 bytes) { drop(room, bytes); },
                     [this, &shards] {
                         ++wakeups;
                         for (Shard *shard : shards) {
                             if (shard != this)
                                 shard->reclaimer.start();
                         }
                     }})
    {
        shards.push_back(this);
    }
    Q_DISABLE_COPY_MOVE(Shard)

    Room &add(qint64 history, bool isIdle)
    {
        auto room = std::make_unique<Room>(QString::number(number++), 1);
        Room *added = room.get();
        rooms[added] = {std::move(room), history, isIdle};
        count(*added);
        reclaimer.check();
        return *added;
    }
    void count(Room &room)
    {
        memory.count(room, room.counted, {rooms[&room].history, 0}, rooms[&room].isIdle);
    }
    void drop(Room &room, qint64 bytes)
    {
        ++drops;
        mostAtOnce = std::max(mostAtOnce, bytes);
        const auto found = rooms.find(&room);
        for (qint64 dropped = 0; dropped < bytes && found->second.history > 0; dropped += Message)
            found->second.history -= Message;
        if (found->second.history == 0 && found->second.isIdle)
            rooms.erase(found);
        else
            count(room);
    }
    qint64 historyOf(Room &room) { return rooms.contains(&room) ? rooms[&room].history : 0; }

    struct Kept
    {
        std::unique_ptr<Room> room;
        qint64 history = 0;
        bool isIdle = false;
    };
    int number = 0;
    int drops = 0;
    int wakeups = 0;
    qint64 mostAtOnce = 0;
    RoomMemory memory;
    std::map<Room *, Kept> rooms;
    HistoryReclaimer reclaimer;
};

struct Fixture
{
    explicit Fixture(qint64 limit, qint64 historyLimit = 0)
        : budget(limit, historyLimit)
    {
    }
    qint64 history() const { return budget.part(MemoryPart::History).bytes(); }
    bool settles()
    {
        return waitUntil([&] { return budget.historyExcess() == 0; });
    }
    static bool passTime()
    {
        const TimePoint end = Clock::now() + 50ms;
        return waitUntil([&] { return Clock::now() >= end; });
    }

    MemoryBudget budget;
    std::vector<Shard *> shards;
    Shard one{budget, shards};
    Shard two{budget, shards};
};

} // namespace

class TestHistoryReclaimer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dropsNothingBelowTheLimits()
    {
        Fixture fixture(1000 * KiB, 800 * KiB);
        fixture.one.add(400 * KiB, true);
        fixture.two.add(400 * KiB, false);
        fixture.budget.part(MemoryPart::Outboxes).add(200 * KiB);
        fixture.one.reclaimer.check();
        fixture.two.reclaimer.start();
        QVERIFY(Fixture::passTime());
        QCOMPARE(fixture.history(), 800 * KiB);
        QCOMPARE(fixture.one.wakeups, 0);
    }
    void noLimitMeansNothingIsDropped()
    {
        Fixture fixture(0);
        fixture.one.add(qint64(1) << 40, true);
        QVERIFY(Fixture::passTime());
        QCOMPARE(fixture.one.drops, 0);
    }
    void idleRoomsGiveWayFirst()
    {
        Fixture fixture(0, 800 * KiB);
        Room &inUse = fixture.one.add(600 * KiB, false);
        Room &idle = fixture.one.add(160 * KiB, true);
        fixture.one.add(48 * KiB, false);
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.one.historyOf(idle), 48 * KiB); // down to seven eighths
        QCOMPARE(fixture.one.historyOf(inUse), 600 * KiB);
        QCOMPARE(fixture.history(), 696 * KiB);
    }
    void anIdleRoomThatLosesAllIsClosed()
    {
        Fixture fixture(0, 800 * KiB);
        fixture.one.add(16 * KiB, true);
        fixture.one.add(792 * KiB, false);
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.one.rooms.size(), std::size_t(1));
        QVERIFY(fixture.history() <= 700 * KiB);
    }
    void theLargestGiveWayFirst()
    {
        Fixture fixture(0, 800 * KiB);
        std::vector<Room *> small;
        for (int i = 0; i < 10; ++i)
            small.push_back(&fixture.one.add(16 * KiB, true));
        Room &large = fixture.one.add(400 * KiB, true);
        Room &larger = fixture.one.add(480 * KiB, true);
        QVERIFY(fixture.settles());
        for (Room *room : small)
            QCOMPARE(fixture.one.historyOf(*room), 16 * KiB);
        QVERIFY(fixture.one.historyOf(large) > 200 * KiB); // both lost some
        QVERIFY(fixture.one.historyOf(larger) > 200 * KiB);
    }
    void makesWayForOtherMemory()
    {
        Fixture fixture(1000 * KiB, 800 * KiB);
        fixture.one.add(400 * KiB, true);
        fixture.budget.part(MemoryPart::Outboxes).add(640 * KiB);
        fixture.one.reclaimer.check();
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.history(), 232 * KiB);
    }
    void mayLoseAll()
    {
        Fixture fixture(1000 * KiB);
        Room &inUse = fixture.one.add(400 * KiB, false);
        fixture.two.add(80 * KiB, true);
        fixture.budget.part(MemoryPart::Outboxes).add(5000 * KiB);
        fixture.one.reclaimer.check();
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.history(), 0);
        QCOMPARE(fixture.one.historyOf(inUse), 0);
        const int drops = fixture.one.drops + fixture.two.drops;
        QVERIFY(Fixture::passTime());
        fixture.one.reclaimer.check();
        QVERIFY(Fixture::passTime());
        QCOMPARE(fixture.one.drops + fixture.two.drops, drops); // nothing is left to try
    }
    void eachShardDropsItsShare()
    {
        Fixture fixture(0, 2400 * KiB);
        for (int i = 0; i < 3; ++i)
            fixture.one.add(200 * KiB, true);
        for (int i = 0; i < 9; ++i)
            fixture.two.add(200 * KiB, true);
        fixture.one.add(8 * KiB, true); // 2408: 308 too much
        QVERIFY(fixture.settles());
        QVERIFY(Fixture::passTime());
        QVERIFY(fixture.one.memory.history() <= 552 * KiB);
        QVERIFY(fixture.one.memory.history() >= 512 * KiB);
    }
    void theLargestOfAllShardsGiveWayFirst_data()
    {
        QTest::addColumn<bool>("isIdle");
        QTest::newRow("idle") << true;
        QTest::newRow("in use") << false;
    }
    void theLargestOfAllShardsGiveWayFirst()
    {
        QFETCH(const bool, isIdle);
        Fixture fixture(0, 1600 * KiB);
        Room &small = fixture.one.add(160 * KiB, isIdle);
        Room &large = fixture.two.add(1400 * KiB, isIdle);
        fixture.one.add(48 * KiB, isIdle);
        QVERIFY(fixture.settles());
        QVERIFY(Fixture::passTime());
        QCOMPARE(fixture.one.historyOf(small), 160 * KiB);
        QVERIFY(fixture.two.historyOf(large) <= 1192 * KiB);
    }
    void idleRoomsOfAnotherShardComeBeforeThoseInUse()
    {
        Fixture fixture(0, 800 * KiB);
        Room &idle = fixture.two.add(400 * KiB, true);
        Room &inUse = fixture.one.add(480 * KiB, false);
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.one.historyOf(inUse), 480 * KiB);
        QVERIFY(fixture.two.historyOf(idle) <= 224 * KiB);
        QCOMPARE(fixture.one.wakeups, 1);
        QCOMPARE(fixture.two.wakeups, 0); // one that was woken wakes nobody
    }
    void afterTheIdleOnesComeThoseInUse()
    {
        Fixture fixture(0, 800 * KiB);
        fixture.two.add(80 * KiB, true);
        Room &inUse = fixture.one.add(1200 * KiB, false);
        QVERIFY(fixture.settles());
        QVERIFY(waitUntil([&] { return fixture.two.memory.history() == 0; }));
        QVERIFY(fixture.one.historyOf(inUse) <= 800 * KiB);
    }
    void aNewLimitAppliesAtOnce()
    {
        Fixture fixture(0, 800 * KiB);
        fixture.one.add(800 * KiB, false);
        fixture.budget.setLimits(0, 400 * KiB);
        fixture.one.reclaimer.check();
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.history(), 344 * KiB);
    }
    void worksInSlices()
    {
        Fixture fixture(0, 64 * KiB);
        fixture.one.add(100 * 1024 * KiB, false);
        QVERIFY(fixture.settles());
        QVERIFY(fixture.one.drops > 1000);
        QVERIFY(fixture.one.mostAtOnce <= HistoryReclaimer::Slice);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHistoryReclaimer)
#include "tst_historyreclaimer.moc"

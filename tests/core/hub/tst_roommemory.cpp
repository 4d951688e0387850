#include "core/hub/room.h"
#include "core/hub/roommemory.h"

#include <QTest>

#include <memory>

using namespace signalbox;

namespace {

struct Fixture
{
    //! A new room, counted.
    Room &room(qint64 history, bool isIdle)
    {
        rooms.push_back(std::make_unique<Room>(QString::number(rooms.size()), 1));
        count(*rooms.back(), history, isIdle);
        return *rooms.back();
    }
    void count(Room &room, qint64 history, bool isIdle)
    {
        memory.count(room, room.counted, {history, Rest}, isIdle);
    }
    qint64 bytes(MemoryPart part) const { return budget.part(part).bytes(); }

    static constexpr qint64 Rest = 1000;
    MemoryBudget budget;
    RoomMemory memory{budget};
    std::vector<std::unique_ptr<Room>> rooms;
};

} // namespace

class TestRoomMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsByPart()
    {
        Fixture fixture;
        Room &one = fixture.room(500, false);
        fixture.room(300, true);
        QCOMPARE(fixture.bytes(MemoryPart::Rooms), 1000);
        QCOMPARE(fixture.bytes(MemoryPart::History), 500 + 1300);
        QCOMPARE(fixture.budget.idleHistory().bytes(), 1300);
        QCOMPARE(fixture.memory.history(), 1800);
        QCOMPARE(fixture.memory.idleHistory(), 1300);
        QCOMPARE(fixture.budget.used(), 2800);
        fixture.count(one, 700, true); // its last member has left
        QCOMPARE(fixture.bytes(MemoryPart::Rooms), 0);
        QCOMPARE(fixture.bytes(MemoryPart::History), 1700 + 1300);
        QCOMPARE(fixture.budget.idleHistory().bytes(), 3000);
        fixture.count(one, 100, false);
        QCOMPARE(fixture.bytes(MemoryPart::Rooms), 1000);
        QCOMPARE(fixture.bytes(MemoryPart::History), 100 + 1300);
        fixture.rooms.clear();
        QCOMPARE(fixture.budget.used(), 0);
        QCOMPARE(fixture.budget.idleHistory().bytes(), 0);
        QCOMPARE(fixture.memory.history(), 0);
    }
    void aRoomThatIsNotCountedTakesNothing()
    {
        Fixture fixture;
        fixture.rooms.push_back(std::make_unique<Room>(QStringLiteral("x"), 1));
        fixture.rooms.clear();
        QCOMPARE(fixture.budget.used(), 0);
    }
    void findsTheLargest()
    {
        Fixture fixture;
        QVERIFY(!fixture.memory.largestIdle());
        QVERIFY(!fixture.memory.largestInUse());
        fixture.room(0, false);
        QVERIFY(!fixture.memory.largestInUse()); // it has nothing to drop
        Room &small = fixture.room(10, false);
        QCOMPARE(fixture.memory.largestInUse(), &small);
        QVERIFY(!fixture.memory.largestIdle());
        Room &large = fixture.room(5000, false);
        Room &idle = fixture.room(20, true);
        QCOMPARE(fixture.memory.largestInUse(), &large);
        QCOMPARE(fixture.memory.largestIdle(), &idle);
        fixture.count(large, 1, false);
        QCOMPARE(fixture.memory.largestInUse(), &small);
        fixture.count(idle, 20, false); // in use again
        QCOMPARE(fixture.memory.largestInUse(), &idle);
        QVERIFY(!fixture.memory.largestIdle());
    }
    void theSharesOfAllShardsAreTheExcess_data()
    {
        QTest::addColumn<qint64>("excess");
        for (const qint64 excess : {1, 100, 5000, 100'000, 1'000'000})
            QTest::addRow("%lld", excess) << excess;
    }
    void theSharesOfAllShardsAreTheExcess()
    {
        QFETCH(const qint64, excess);
        Fixture fixture;
        RoomMemory other(fixture.budget);
        std::vector<std::unique_ptr<Room>> rooms;
        for (int i = 0; i < 40; ++i) {
            fixture.room(34'000 + 700 * i, false);
            rooms.push_back(std::make_unique<Room>(QString::number(i), 1));
            other.count(*rooms.back(), rooms.back()->counted, {60'000 - 600 * i, 10}, false);
        }
        const qint64 one = fixture.memory.shareInUse(excess);
        const qint64 two = other.shareInUse(excess);
        QVERIFY(one > 0 && two > 0);
        QVERIFY(one + two >= excess);
        QVERIFY(one + two <= excess + 2);
        QCOMPARE(fixture.memory.shareOfIdle(excess), 0);
        rooms.clear();
        QCOMPARE(other.shareInUse(excess), 0);
        QCOMPARE(fixture.memory.shareInUse(excess), excess); // it has all now
    }
    void aShardWithSmallRoomsOnlyHasNoShare()
    {
        Fixture fixture;
        RoomMemory other(fixture.budget);
        Room large(QStringLiteral("large"), 1);
        other.count(large, large.counted, {1'000'000, 10}, true);
        for (int i = 0; i < 100; ++i)
            fixture.room(1000, true);
        QCOMPARE(fixture.memory.shareOfIdle(400'000), 0);
        QCOMPARE(other.shareOfIdle(400'000), 400'000);
        QVERIFY(fixture.memory.shareOfIdle(1'090'000) > 0); // so much that all have to give
    }
    void survivesTheEndOfTheLargest()
    {
        Fixture fixture;
        Room &small = fixture.room(10, true);
        fixture.room(qint64(1) << 50, true);
        fixture.rooms.pop_back();
        QCOMPARE(fixture.memory.largestIdle(), &small);
    }
    void equalRoomsTakeTurns()
    {
        Fixture fixture;
        Room *one = &fixture.room(100, true);
        Room *two = &fixture.room(101, true);
        QCOMPARE(fixture.memory.largestIdle(), one);
        QCOMPARE(fixture.memory.largestIdle(), two);
        QCOMPARE(fixture.memory.largestIdle(), one);
    }
};

QTEST_GUILESS_MAIN(TestRoomMemory)
#include "tst_roommemory.moc"

#include "core/hub/localbroker.h"
#include "core/hub/memoryhistorystore.h"
#include "core/hub/roomtable.h"
#include "core/model/query.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

Query matching(QStringView text)
{
    return Query::parse(text, QueryList::Rooms).query;
}

//! A table of rooms on its broker, whose events it handles as a shard does.
struct Fixture final : private BrokerEventHandler
{
    Fixture() { broker.setHandler(*this); }

    QString name(int number) const { return QStringLiteral("room %1").arg(number); }
    Room &roomWithMember(int number)
    {
        Room &room = *table.findOrCreate(name(number));
        room.add({ConnectionId(quint64(number)), {}, 0, Dialect::Plain});
        return room;
    }
    void publish(Room &room)
    {
        room.stream()->publish({{}, room.name(), {PreparedMessage(Opcode::Text, "x"), {}}, {}}, {});
    }
    void leave(Room &room)
    {
        room.remove(room.members().begin()->first);
        table.setIdle(room);
    }

    HubRules rules;
    IoLoop &loop = test::ioLoop();
    RoomBudget budget;
    ServerCounters counters;
    MemoryHistoryStore store{loop, rules.history};
    LocalBroker broker{loop, store};
    RoomTable table{loop, 1, broker, rules, budget, counters};

private:
    void handle(StreamOpened &&event) override
    {
        if (Room *room = table.find(event.room)) // else it is of another table
            room->setPosition(event.position);
    }
    void handle(PublicationReceived &event) override
    {
        table.find(event.room)->setReceived(event.message.seq(), loop.now());
    }
    void handle(HistoryReadDone &&) override {}
    void handle(ReplayReadDone &&) override {}
    void handle(BrokerFailure &&) override {}
};

} // namespace

class TestRoomTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsARoomOnce()
    {
        Fixture fixture;
        QVERIFY(!fixture.table.find(fixture.name(1)));
        Room &room = fixture.roomWithMember(1);
        QCOMPARE(fixture.table.findOrCreate(fixture.name(1)), &room);
        QCOMPARE(fixture.table.size(), std::size_t(1));
        QCOMPARE(fixture.counters.rooms.value(), 1);
    }
    void manyRoomsExpireInSlices()
    {
        Fixture fixture;
        fixture.rules.history.age = 100ms;
        const TimePoint expired = fixture.loop.now() + 100ms; // of all: the loop does not turn meanwhile
        constexpr std::size_t count = 10'000;
        for (int i = 1; i <= int(count); ++i) {
            Room &room = fixture.roomWithMember(i);
            fixture.publish(room);
            fixture.leave(room);
        }
        QCOMPARE(fixture.table.size(), count);
        while (Clock::now() <= expired) {
        }
        fixture.loop.settle(); // programs the timer
        std::size_t most = 0;
        for (std::size_t left = count; left > 0;) {
            fixture.loop.turn(IoLoop::Wait::Yes);
            most = std::max(most, left - fixture.table.size());
            left = fixture.table.size();
        }
        QVERIFY2(most < count / 2, qPrintable(QString::number(most)));
    }
    void withoutHistoryARoomIsClosedByTheLastLeave()
    {
        Fixture fixture;
        fixture.leave(fixture.roomWithMember(1));
        QCOMPARE(fixture.table.size(), std::size_t(0));
        QCOMPARE(fixture.counters.rooms.value(), 0);
    }
    void withHistoryARoomIsKeptUntilItHasExpired()
    {
        Fixture fixture;
        fixture.rules.history.age = 50ms;
        Room &room = fixture.roomWithMember(1);
        fixture.publish(room);
        const QString epoch = room.position().epoch;
        fixture.leave(room);
        QCOMPARE(fixture.counters.rooms.value(), 0); // it has no members
        QCOMPARE(fixture.table.findOrCreate(fixture.name(1)), &room);
        QCOMPARE(room.position().epoch, epoch);
        QVERIFY(waitUntil([&] { return fixture.table.size() == 0; }));
        QVERIFY(fixture.roomWithMember(1).position().epoch != epoch);
    }
    void aRoomInUseAgainIsKept()
    {
        Fixture fixture;
        fixture.rules.history.age = 30ms;
        Room &room = fixture.roomWithMember(1);
        fixture.publish(room);
        fixture.leave(room);
        fixture.table.setInUse(room);
        Room &other = fixture.roomWithMember(2);
        fixture.publish(other);
        fixture.leave(other);
        QVERIFY(waitUntil([&] { return fixture.table.size() == 1; }));
        QCOMPARE(fixture.table.find(fixture.name(1)), &room);
    }
    void limitsTheNumberOfRooms()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 2;
        fixture.roomWithMember(1);
        Room &second = fixture.roomWithMember(2);
        QVERIFY(!fixture.table.findOrCreate(fixture.name(3)));
        QVERIFY(fixture.table.findOrCreate(fixture.name(2))); // exists
        fixture.leave(second);
        QVERIFY(fixture.table.findOrCreate(fixture.name(3)));
    }
    void aRoomWithoutMembersGivesWay()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 2;
        Room &first = fixture.roomWithMember(1);
        Room &second = fixture.roomWithMember(2);
        fixture.publish(first);
        fixture.publish(second);
        fixture.leave(second);
        QVERIFY(fixture.table.findOrCreate(fixture.name(3)));
        QVERIFY(!fixture.table.find(fixture.name(2)));
        QCOMPARE(fixture.table.find(fixture.name(1)), &first);
    }
    void listsRooms()
    {
        Fixture fixture;
        Room &room = fixture.roomWithMember(1);
        fixture.publish(room);
        fixture.publish(room);
        const RoomList all = fixture.table.list({}, 10);
        QCOMPARE(all, (RoomList{{{fixture.name(1), 1, 2, 2, room.stream()->historySize().bytes}}, 0}));
    }
    void listsTheLargestRoomsAndCountsTheOthers()
    {
        Fixture fixture;
        for (int i = 1; i <= 5; ++i)
            fixture.roomWithMember(i);
        fixture.publish(fixture.roomWithMember(4));
        QCOMPARE(fixture.table.list({}, 5).rooms.size(), std::size_t(5));
        QCOMPARE(fixture.table.list({}, 5).leftOut, 0u);
        const RoomList one = fixture.table.list({}, 1);
        QCOMPARE(one.rooms.size(), std::size_t(1));
        QCOMPARE(one.rooms[0].name, fixture.name(4));
        QCOMPARE(one.leftOut, 4u);
        const RoomList found = fixture.table.list(matching(fixture.name(2).toUpper()), 5);
        QCOMPARE(found.rooms.size(), std::size_t(1));
        QCOMPARE(found.rooms[0].name, fixture.name(2));
        QCOMPARE(found.leftOut, 0u);
        QVERIFY(fixture.table.list(matching(u"nowhere"), 5).rooms.empty());
        QCOMPARE(fixture.table.list(matching(u"seq>0 members=1 history_messages>0"), 5).rooms.size(),
                 std::size_t(1));
    }
    void returnsItsRoomsToTheBudget()
    {
        Fixture fixture;
        {
            RoomTable other(fixture.loop, 1, fixture.broker, fixture.rules, fixture.budget, fixture.counters);
            fixture.rules.hub.maxRooms = 1;
            QVERIFY(other.findOrCreate(fixture.name(1)));
            QVERIFY(!fixture.table.findOrCreate(fixture.name(2)));
        }
        QVERIFY(fixture.table.findOrCreate(fixture.name(2)));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomTable)
#include "tst_roomtable.moc"

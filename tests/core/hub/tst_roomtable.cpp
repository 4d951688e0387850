#include "core/hub/roomtable.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Home
{
    QString name(int number) const { return QStringLiteral("room %1").arg(number); }
    Room &used(int number)
    {
        Room &room = *table.findOrMake(name(number));
        room.add({ConnectionId(quint64(number)), {}, 0, Dialect::Plain});
        return room;
    }
    void say(Room &room)
    {
        room.history().add(RoomMessage({PreparedMessage(Opcode::Text, "x"), {}}, {}, {}, room.takeSeq(), {}),
                           loop.now(), rules.history);
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
    RoomTable table{loop, 1, rules, budget, counters};
};

} // namespace

class TestRoomTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRoomIsMadeOnce()
    {
        Home home;
        QVERIFY(!home.table.find(home.name(1)));
        Room &room = home.used(1);
        QCOMPARE(home.table.findOrMake(home.name(1)), &room);
        QCOMPARE(home.table.size(), std::size_t(1));
        QCOMPARE(home.counters.rooms.value(), 1);
    }
    void withoutHistoryItGoesWithTheLastLeave()
    {
        Home home;
        home.leave(home.used(1));
        QCOMPARE(home.table.size(), std::size_t(0));
        QCOMPARE(home.counters.rooms.value(), 0);
    }
    void withHistoryItStaysUntilThatHasAged()
    {
        Home home;
        home.rules.history.age = 50ms;
        Room &room = home.used(1);
        home.say(room);
        const QString epoch = room.epoch();
        home.leave(room);
        QCOMPARE(home.counters.rooms.value(), 0); // nobody is in
        QCOMPARE(home.table.findOrMake(home.name(1)), &room);
        QCOMPARE(room.epoch(), epoch);
        QVERIFY(waitUntil([&] { return home.table.size() == 0; }));
        QVERIFY(home.used(1).epoch() != epoch);
    }
    void whatIsInUseAgainStays()
    {
        Home home;
        home.rules.history.age = 30ms;
        Room &room = home.used(1);
        home.say(room);
        home.leave(room);
        home.table.setInUse(room);
        Room &other = home.used(2);
        home.say(other);
        home.leave(other);
        QVERIFY(waitUntil([&] { return home.table.size() == 1; }));
        QCOMPARE(home.table.find(home.name(1)), &room);
    }
    void thereIsALimitToRooms()
    {
        Home home;
        home.rules.hub.maxRooms = 2;
        home.used(1);
        Room &second = home.used(2);
        QVERIFY(!home.table.findOrMake(home.name(3)));
        QVERIFY(home.table.findOrMake(home.name(2))); // is there
        home.leave(second);
        QVERIFY(home.table.findOrMake(home.name(3)));
    }
    void whatNobodyIsInGivesWay()
    {
        Home home;
        home.rules.hub.maxRooms = 2;
        Room &first = home.used(1);
        Room &second = home.used(2);
        home.say(first);
        home.say(second);
        home.leave(second);
        QVERIFY(home.table.findOrMake(home.name(3)));
        QVERIFY(!home.table.find(home.name(2)));
        QCOMPARE(home.table.find(home.name(1)), &first);
    }
    void tellsWhatThereIs()
    {
        Home home;
        Room &room = home.used(1);
        home.say(room);
        home.say(room);
        const RoomList all = home.table.list({}, 10);
        QCOMPARE(all, (RoomList{{{home.name(1), 1, 2, 2, room.history().bytes()}}, 0}));
    }
    void listsTheFullestAndCountsTheRest()
    {
        Home home;
        for (int i = 1; i <= 5; ++i)
            home.used(i);
        home.say(home.used(4));
        QCOMPARE(home.table.list({}, 5).rooms.size(), std::size_t(5));
        QCOMPARE(home.table.list({}, 5).leftOut, 0u);
        const RoomList one = home.table.list({}, 1);
        QCOMPARE(one.rooms.size(), std::size_t(1));
        QCOMPARE(one.rooms[0].name, home.name(4));
        QCOMPARE(one.leftOut, 4u);
        const RoomList found = home.table.list(home.name(2).toUpper(), 5);
        QCOMPARE(found.rooms.size(), std::size_t(1));
        QCOMPARE(found.rooms[0].name, home.name(2));
        QCOMPARE(found.leftOut, 0u);
        QVERIFY(home.table.list(QStringLiteral("nowhere"), 5).rooms.empty());
    }
    void aTableThatGoesGivesItsRoomsBack()
    {
        Home home;
        {
            RoomTable other(home.loop, 1, home.rules, home.budget, home.counters);
            home.rules.hub.maxRooms = 1;
            QVERIFY(other.findOrMake(home.name(1)));
            QVERIFY(!home.table.findOrMake(home.name(2)));
        }
        QVERIFY(home.table.findOrMake(home.name(2)));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomTable)
#include "tst_roomtable.moc"

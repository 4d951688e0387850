#include "core/hub/localbroker.h"
#include "core/hub/memoryhistorystore.h"
#include "core/hub/roomtable.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const QHostAddress ann(QStringLiteral("192.0.2.1"));
const QHostAddress bob(QStringLiteral("192.0.2.2"));

//! A table of rooms on its broker, whose events it handles as a shard does.
struct Fixture final : private BrokerEventHandler, public HubMessageHandler, public HubBus
{
    Fixture() { broker.setHandler(*this); }

    QString name(int number) const { return QStringLiteral("room %1").arg(number); }
    Room *open(int number, const QHostAddress &creator = {})
    {
        return table.open(name(number), creator).room;
    }
    Room &roomWithMember(int number, const QHostAddress &creator = {})
    {
        Room &room = *open(number, creator);
        room.add({ConnectionId(quint64(number)), {}, 0, Dialect::Plain});
        return room;
    }
    //! With history.
    Room &idleRoom(int number, const QHostAddress &creator = {})
    {
        Room &room = roomWithMember(number, creator);
        publish(room);
        leave(room);
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
    RoomLedger ledger;
    ServerCounters counters;
    MemoryHistoryStore store{loop, rules};
    LocalBroker broker{loop, store};
    HubLink link{*this, 0, this};
    RoomTable table{loop, link, broker, rules, ledger, counters};
    std::vector<RoomGivesWay> toOtherShard;

    // A room of this shard gives way, and one of the other shard.
    void handle(ShardRequest &&request) override
    {
        const auto &gone = std::get<RoomGivesWay>(request);
        table.giveWay(gone.room, gone.ticket);
    }
    void handle(ClientDelivery &&) override {}
    std::size_t threadCount() const override { return 2; }
    bool hasQueued(std::size_t) const override { return false; }
    void post(std::size_t, HubMessage &&message) override
    {
        toOtherShard.push_back(std::get<RoomGivesWay>(std::get<ShardRequest>(message)));
    }

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
    void handle(HistoryCleared &&) override {}
    void handle(RoomLookedUp &&) override {}
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
        const RoomTable::Opened again = fixture.table.open(fixture.name(1), {});
        QCOMPARE(again.room, &room);
        QVERIFY(!again.isNew);
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
        QCOMPARE(fixture.table.find(fixture.name(1)), &room);
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
        fixture.open(1);
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
        QVERIFY(!fixture.open(3));
        QVERIFY(fixture.open(2)); // exists
        fixture.leave(second);
        QVERIFY(fixture.open(3));
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
        QVERIFY(fixture.open(3));
        QVERIFY(!fixture.table.find(fixture.name(2)));
        QCOMPARE(fixture.table.find(fixture.name(1)), &first);
    }
    void limitsTheRoomsOfAnAddress()
    {
        Fixture fixture;
        fixture.rules.limits.maxRoomsPerAddress = 2;
        fixture.roomWithMember(1, ann);
        fixture.roomWithMember(2, ann);
        QCOMPARE(fixture.table.open(fixture.name(3), ann).verdict, RoomLedger::Verdict::AddressFull);
        QVERIFY(!fixture.table.find(fixture.name(3)));
        QVERIFY(fixture.open(1, ann)); // exists
        QVERIFY(fixture.open(4, bob));
        QVERIFY(fixture.open(5));      // an operator's
        QVERIFY(fixture.open(1, bob)); // does not take it over
        QVERIFY(!fixture.open(3, ann));
        fixture.rules.limits.maxRoomsPerAddress = 3;
        QVERIFY(fixture.open(3, ann));
    }
    void addressesAreCountedAsConnectionsAre_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<bool>("includeLoopback");
        QTest::addColumn<bool>("isMade");
        const auto row = [](const char *name, const char *first, const char *second, bool loopback,
                            bool made) {
            QTest::newRow(name) << QString::fromLatin1(first) << QString::fromLatin1(second) << loopback
                                << made;
        };
        row("one /64", "2001:db8:0:7::1", "2001:db8:0:7:ffff::2", false, false);
        row("another /64", "2001:db8:0:7::1", "2001:db8:0:8::1", false, true);
        row("IPv4 mapped into IPv6", "198.51.100.3", "::ffff:198.51.100.3", false, false);
        row("loopback", "127.0.0.1", "127.0.0.1", false, true);
        row("loopback, IPv6", "::1", "::1", false, true);
        row("loopback included", "127.0.0.1", "127.0.0.1", true, false);
        row("loopback included, another", "127.0.0.1", "127.0.0.9", true, true);
    }
    void addressesAreCountedAsConnectionsAre()
    {
        QFETCH(const QString, first);
        QFETCH(const QString, second);
        QFETCH(const bool, includeLoopback);
        QFETCH(const bool, isMade);
        Fixture fixture;
        fixture.rules.limits.maxRoomsPerAddress = 1;
        fixture.rules.limits.includeLoopback = includeLoopback;
        QVERIFY(fixture.open(1, QHostAddress(first)));
        QCOMPARE(fixture.open(2, QHostAddress(second)) != nullptr, isMade);
    }
    void fixedRoomsAreAlwaysMade()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 1;
        fixture.rules.limits.maxRoomsPerAddress = 1;
        fixture.rules.fixedRooms = {fixture.name(7), fixture.name(8)};
        fixture.roomWithMember(1, ann);
        QVERIFY(!fixture.open(2, bob));
        Room &fixed = fixture.idleRoom(7, ann);
        QVERIFY(fixture.open(8, ann));
        QCOMPARE(fixture.ledger.rooms(), std::size_t(1));
        fixture.leave(*fixture.table.find(fixture.name(1)));
        QVERIFY(fixture.open(3, bob));
        QVERIFY(!fixture.open(4, ann));
        QCOMPARE(fixture.table.find(fixture.name(7)), &fixed); // it does not give way either
    }
    void aRoomOfAnotherShardGivesWay()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 1;
        const RoomLedger::Ticket elsewhere = fixture.ledger.add(QStringLiteral("away"), 1, bob, {}).ticket;
        QVERIFY(!fixture.open(1, ann)); // it is in use
        QVERIFY(fixture.toOtherShard.empty());
        fixture.ledger.setIdle(elsewhere);
        QVERIFY(fixture.open(1, ann));
        QCOMPARE(fixture.toOtherShard.size(), std::size_t(1));
        QCOMPARE(fixture.toOtherShard[0].room, QStringLiteral("away"));
        QCOMPARE(fixture.toOtherShard[0].ticket, elsewhere);
        QVERIFY(!fixture.open(2, ann));
    }
    void aRoomThatGaveWayToAnotherShardIsClosed()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 2;
        Room &first = fixture.idleRoom(1, ann);
        const RoomLedger::Ticket ticket = first.ticket;
        const QString epoch = first.position().epoch;
        const auto added = fixture.ledger.add(QStringLiteral("away"), 1, bob, {1, 0});
        QCOMPARE(added.evicted.size(), std::size_t(1));
        // A member comes before the message does.
        Room &again = fixture.roomWithMember(1, ann);
        QVERIFY(again.position().epoch != epoch);
        fixture.table.giveWay(fixture.name(1), ticket);
        QCOMPARE(fixture.table.find(fixture.name(1)), &again);
        const RoomLedger::Ticket second = again.ticket;
        fixture.table.giveWay(fixture.name(1), second);
        QVERIFY(!fixture.table.find(fixture.name(1)));
        fixture.table.giveWay(fixture.name(1), second); // once more does nothing
    }
    void numbersItsRooms()
    {
        Fixture fixture;
        Room &first = fixture.roomWithMember(1);
        Room &second = fixture.roomWithMember(2);
        fixture.publish(second);
        QCOMPARE(fixture.table.slotList().at(first.slot), &first);
        QCOMPARE(fixture.table.slotList().at(second.slot), &second);
        QCOMPARE(RoomTable::snapshotOf(second),
                 (RoomSnapshot{fixture.name(2), 1, 1, 1, second.stream()->historySize().bytes,
                               second.position().epoch}));
        const std::size_t slot = first.slot;
        fixture.leave(first); // closes it: it has no history
        QCOMPARE(fixture.table.slotList().at(slot), nullptr);
    }
    void removesItsRoomsFromTheLedger()
    {
        Fixture fixture;
        {
            RoomTable other(fixture.loop, fixture.link, fixture.broker, fixture.rules, fixture.ledger,
                            fixture.counters);
            fixture.rules.hub.maxRooms = 1;
            QVERIFY(other.open(fixture.name(1), {}).room);
            QVERIFY(!fixture.open(2));
        }
        QVERIFY(fixture.open(2));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomTable)
#include "tst_roomtable.moc"

#include "core/hub/roomledger.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using Verdict = RoomLedger::Verdict;

namespace {

const QHostAddress ann(QStringLiteral("192.0.2.1"));
const QHostAddress bob(QStringLiteral("192.0.2.2"));
const QHostAddress nobody;

struct Fixture
{
    //! The ticket of the new room; 0: it was not counted.
    RoomLedger::Ticket add(const QHostAddress &creator, const QString &room = QStringLiteral("r"),
                           std::size_t shard = 0)
    {
        last = ledger.add(room, shard, creator, limits);
        return last.ticket;
    }
    RoomLedger::Ticket addIdle(const QHostAddress &creator, const QString &room, std::size_t shard = 0)
    {
        const RoomLedger::Ticket ticket = add(creator, room, shard);
        ledger.setIdle(ticket);
        return ticket;
    }
    QStringList evicted() const
    {
        QStringList rooms;
        for (const RoomLedger::Evicted &room : last.evicted)
            rooms += QStringLiteral("%1@%2").arg(room.room).arg(room.shard);
        return rooms;
    }

    RoomLedger ledger;
    RoomLedger::Limits limits;
    RoomLedger::Result last;
};

} // namespace

class TestRoomLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zeroIsNoLimit()
    {
        Fixture fixture;
        for (int i = 0; i < 5000; ++i)
            QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.ledger.rooms(), std::size_t(5000));
    }
    void limitsTheRoomsOfAnAddress()
    {
        Fixture fixture;
        fixture.limits.roomsPerAddress = 2;
        const RoomLedger::Ticket first = fixture.add(ann);
        fixture.add(ann);
        QCOMPARE(fixture.add(ann), quint64(0));
        QCOMPARE(fixture.last.verdict, Verdict::AddressFull);
        QVERIFY(fixture.add(bob) != 0); // each address has its own
        for (int i = 0; i < 5; ++i)
            QVERIFY(fixture.add(nobody) != 0); // rooms that count for nobody
        fixture.ledger.remove(first);
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.add(ann), quint64(0));
    }
    void limitsAllRooms()
    {
        Fixture fixture;
        fixture.limits.rooms = 3;
        fixture.add(ann);
        fixture.add(bob);
        fixture.add(nobody);
        for (const QHostAddress &creator : {ann, bob, nobody}) {
            QCOMPARE(fixture.add(creator), quint64(0));
            QCOMPARE(fixture.last.verdict, Verdict::ServerFull);
        }
        QCOMPARE(fixture.ledger.rooms(), std::size_t(3));
    }
    void atTheLimitOfAnAddressItsOwnIdleRoomsGiveWay()
    {
        Fixture fixture;
        fixture.limits.roomsPerAddress = 2;
        fixture.addIdle(bob, QStringLiteral("oldest of all"));
        fixture.addIdle(ann, QStringLiteral("older"), 1);
        fixture.addIdle(ann, QStringLiteral("newer"), 0);
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("older@1")});
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("newer@0")});
        QCOMPARE(fixture.add(ann), quint64(0)); // never a room of others
        QCOMPARE(fixture.evicted(), QStringList());
        QCOMPARE(fixture.ledger.rooms(), std::size_t(3));
    }
    void atTheLimitOfAllAnyIdleRoomGivesWayButOwnOnesFirst()
    {
        Fixture fixture;
        fixture.limits.rooms = 3;
        fixture.addIdle(bob, QStringLiteral("of bob"), 1);
        fixture.addIdle(nobody, QStringLiteral("of nobody"));
        fixture.addIdle(ann, QStringLiteral("of ann"), 1);
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("of ann@1")});
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("of bob@1")}); // idle longest
        QVERIFY(fixture.add(nobody) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("of nobody@0")});
        QCOMPARE(fixture.add(bob), quint64(0));
    }
    void aRoomThatIsInUseAgainDoesNotGiveWay()
    {
        Fixture fixture;
        fixture.limits.roomsPerAddress = 1;
        const RoomLedger::Ticket ticket = fixture.addIdle(ann, QStringLiteral("kept"));
        QVERIFY(fixture.ledger.setInUse(ticket));
        QCOMPARE(fixture.add(ann), quint64(0));
        fixture.ledger.setIdle(ticket);
        QVERIFY(fixture.add(ann) != 0);
        QCOMPARE(fixture.evicted(), QStringList{QStringLiteral("kept@0")});
    }
    void aRoomThatHasGivenWayIsNotUsedAgain()
    {
        Fixture fixture;
        fixture.limits.rooms = 1;
        const RoomLedger::Ticket old = fixture.addIdle(ann, QStringLiteral("r"));
        const RoomLedger::Ticket other = fixture.add(bob);
        QVERIFY(other != 0 && other != old);
        QVERIFY(!fixture.ledger.setInUse(old));
        fixture.ledger.setIdle(old); // its shard does not know it yet
        fixture.ledger.remove(old);
        QCOMPARE(fixture.ledger.rooms(), std::size_t(1));
        QVERIFY(fixture.ledger.setInUse(other));
    }
    void moreRoomsThanALoweredLimitAllowsGiveWayInSteps()
    {
        Fixture fixture;
        for (int i = 0; i < 5; ++i)
            fixture.addIdle(ann, QString::number(i));
        fixture.limits = {3, 0};
        QVERIFY(fixture.add(bob) != 0); // nobody is refused as long as there are idle rooms
        QCOMPARE(fixture.evicted(), (QStringList{QStringLiteral("0@0"), QStringLiteral("1@0")}));
        QVERIFY(fixture.add(bob) != 0);
        QCOMPARE(fixture.ledger.rooms(), std::size_t(3));
        QVERIFY(fixture.add(bob) != 0);
        QCOMPARE(fixture.add(bob), quint64(0));
        QCOMPARE(fixture.ledger.rooms(), std::size_t(3));
    }
    void theAccountOfAnAddressEndsWithItsLastRoom()
    {
        Fixture fixture;
        fixture.limits = {1, 1};
        fixture.addIdle(ann, QStringLiteral("r"));
        QCOMPARE(fixture.ledger.addresses(), std::size_t(1));
        QVERIFY(fixture.add(ann) != 0); // its only room gives way to its next one
        QCOMPARE(fixture.ledger.addresses(), std::size_t(1));
        fixture.ledger.remove(fixture.last.ticket);
        QCOMPARE(fixture.ledger.addresses(), std::size_t(0));
        for (int i = 0; i < 1000; ++i)
            fixture.addIdle(QHostAddress(quint32(i + 1)), QStringLiteral("r"));
        QCOMPARE(fixture.ledger.addresses(), std::size_t(1));
    }
    void shardsOnSeveralThreadsShareIt()
    {
        RoomLedger ledger;
        static constexpr RoomLedger::Limits Limits{100, 60};
        std::vector<std::jthread> threads;
        for (std::size_t shard = 0; shard < 4; ++shard) {
            threads.emplace_back([&ledger, shard] {
                for (int i = 0; i < 2000; ++i) {
                    const auto added = ledger.add(QString::number(i), shard, shard % 2 ? ann : bob, Limits);
                    if (added.ticket == 0)
                        continue;
                    ledger.setIdle(added.ticket);
                    if (i % 3 == 0 && ledger.setInUse(added.ticket))
                        ledger.remove(added.ticket);
                }
            });
        }
        threads.clear(); // joins them
        QVERIFY(ledger.rooms() <= 100);
        QVERIFY(ledger.addresses() <= 2);
    }
};

QTEST_GUILESS_MAIN(TestRoomLedger)
#include "tst_roomledger.moc"

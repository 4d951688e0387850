#include "core/hub/room.h"

#include <QTest>

using namespace signalbox;

namespace {

Membership member(quint64 client, std::size_t thread, Dialect dialect = Dialect::Plain)
{
    return {ConnectionId(client), QStringLiteral("user %1").arg(client), thread, dialect};
}

const QString blue = QStringLiteral("blue");

} // namespace

class TestRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsMembersByThread()
    {
        Room room(blue, 2);
        QCOMPARE(room.size(), std::size_t(0));
        QVERIFY(room.add(member(7, 0)));
        QVERIFY(room.add(member(8, 1)));
        QVERIFY(room.add(member(3, 1)));
        QCOMPARE(room.size(), std::size_t(3));
        QCOMPARE(room.sizeOn(0), std::size_t(1));
        QCOMPARE(room.sizeOn(1), std::size_t(2));
        QCOMPARE(room.find(ConnectionId(8))->user, QStringLiteral("user 8"));
        QVERIFY(!room.find(ConnectionId(9)));
        QCOMPARE(room.members().begin()->first, ConnectionId(3)); // by their ids
    }
    void addsAMemberOnce()
    {
        Room room(blue, 1);
        QVERIFY(room.add(member(1, 0)));
        QVERIFY(!room.add(member(1, 0)));
        QCOMPARE(room.size(), std::size_t(1));
        QCOMPARE(room.sizeOn(0), std::size_t(1));
        QVERIFY(room.remove(ConnectionId(1)));
        QVERIFY(!room.remove(ConnectionId(1)));
        QCOMPARE(room.size(), std::size_t(0));
        QCOMPARE(room.sizeOn(0), std::size_t(0));
    }
    void countsMembersByDialect()
    {
        Room room(blue, 1);
        room.add(member(1, 0, Dialect::Envelope));
        room.add(member(2, 0));
        room.add(member(3, 0, Dialect::Envelope));
        QCOMPARE(room.countOf(Dialect::Envelope), std::size_t(2));
        QCOMPARE(room.countOf(Dialect::Plain), std::size_t(1));
        room.remove(ConnectionId(1));
        QCOMPARE(room.countOf(Dialect::Envelope), std::size_t(1));
    }
    void knowsWhetherMostReadersAreBehind()
    {
        Room room(blue, 1);
        for (quint64 client = 1; client <= 5; ++client)
            room.add(member(client, 0));
        const ConnectionId publisher(1);
        QVERIFY(!room.isMajorityBehind(publisher));
        QVERIFY(!room.setBehind(ConnectionId(9), true)); // not a member
        QVERIFY(!room.setBehind(ConnectionId(2), false));
        QVERIFY(room.setBehind(ConnectionId(2), true));
        QVERIFY(!room.setBehind(ConnectionId(2), true)); // already
        QVERIFY(!room.isMajorityBehind(publisher));
        room.setBehind(ConnectionId(3), true);
        QVERIFY(!room.isMajorityBehind(publisher)); // half of the others
        room.remove(ConnectionId(5));
        QVERIFY(room.isMajorityBehind(publisher));
        QVERIFY(!room.isMajorityBehind(ConnectionId(2))); // does not count for itself
        room.add(member(6, 0));
        QVERIFY(!room.isMajorityBehind(publisher));
        room.setBehind(ConnectionId(6), true);
        QVERIFY(room.isMajorityBehind(publisher));
        room.remove(ConnectionId(2));
        room.remove(ConnectionId(3));
        room.setBehind(ConnectionId(6), false);
        QVERIFY(!room.isMajorityBehind(publisher));
        room.setBehind(ConnectionId(4), true);
        room.setBehind(ConnectionId(6), true);
        QVERIFY(room.isMajorityBehind(publisher));
        QVERIFY(room.isMajorityBehind(ConnectionId(9))); // a publisher that is no member
    }
    void waitsForTheBroker()
    {
        Room room(blue, 1);
        QCOMPARE(room.name(), blue);
        QVERIFY(room.isWaitingForBroker()); // the stream is not open
        room.setPosition({QStringLiteral("epoch"), 7});
        QVERIFY(!room.isWaitingForBroker());
    }
    void followsTheStream()
    {
        Room room(blue, 1);
        room.setPosition({QStringLiteral("epoch"), 7});
        QVERIFY(!room.lastReceivedAt());
        const TimePoint now = Clock::now();
        room.setReceived(8, now);
        QCOMPARE(room.position(), (StreamPosition{QStringLiteral("epoch"), 8}));
        QCOMPARE(*room.lastReceivedAt(), now);
    }
};

QTEST_APPLESS_MAIN(TestRoom)
#include "tst_room.moc"

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

class TestHomeRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhoIsInAndWhere()
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
    void nobodyIsInTwice()
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
    void countsThoseOfADialect()
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
    void everyOneHasItsOwnEpoch()
    {
        const Room first(blue, 1);
        const Room second(blue, 1);
        QVERIFY(!first.epoch().isEmpty());
        QVERIFY(first.epoch() != second.epoch());
        QCOMPARE(first.name(), blue);
    }
    void countsFromOne()
    {
        Room room(blue, 1);
        QCOMPARE(room.lastSeq(), 0u);
        QCOMPARE(room.takeSeq(), 1u);
        QCOMPARE(room.takeSeq(), 2u);
        QCOMPARE(room.lastSeq(), 2u);
    }
};

QTEST_APPLESS_MAIN(TestHomeRoom)
#include "tst_room.moc"

#include "core/store/closedrooms.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestClosedRooms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsRoomsByNameAndByAge()
    {
        std::atomic<qint64> total = 0;
        ClosedRooms rooms(total);
        QVERIFY(!rooms.oldest());
        for (qint64 id = 1; id <= 4; ++id)
            rooms.add({id, QString::number(id), {u"epoch"_s, quint64(id)}});
        QCOMPARE(rooms.size(), std::size_t(4));
        QVERIFY(!rooms.take(u"5"_s));
        QCOMPARE(rooms.take(u"2"_s)->last.seq, quint64(2));
        QVERIFY(!rooms.take(u"2"_s));
        QCOMPARE(rooms.oldest()->id, qint64(1));
        QCOMPARE(rooms.takeOldest().id, qint64(1));
        rooms.add({2, u"2"_s, {}});
        QCOMPARE(rooms.takeOldest().id, qint64(3));
        QCOMPARE(rooms.takeOldest().id, qint64(4));
        QCOMPARE(rooms.takeOldest().id, qint64(2));
        QVERIFY(!rooms.oldest());
    }
    void roomsMayBeTakenDuringAWalk()
    {
        std::atomic<qint64> total = 0;
        ClosedRooms rooms(total);
        rooms.beginWalk();
        QVERIFY(!rooms.walk());
        for (qint64 id = 1; id <= 5; ++id)
            rooms.add({id, QString::number(id), {}});
        QVERIFY(!rooms.walk()); // it has not begun
        rooms.beginWalk();
        QCOMPARE(rooms.walk()->id, qint64(1));
        (void)rooms.take(u"1"_s);
        (void)rooms.take(u"2"_s); // the next one
        QCOMPARE(rooms.walk()->id, qint64(3));
        (void)rooms.take(u"5"_s);
        QCOMPARE(rooms.walk()->id, qint64(4));
        (void)rooms.take(u"3"_s);
        QVERIFY(!rooms.walk());
        rooms.beginWalk();
        QCOMPARE(rooms.walk()->id, qint64(4));
    }
    void countsTheRoomsOfAllShards()
    {
        std::atomic<qint64> total = 0;
        ClosedRooms one(total);
        {
            ClosedRooms other(total);
            one.add({1, u"a"_s, {}});
            other.add({2, u"b"_s, {}});
            other.add({3, u"c"_s, {}});
            QCOMPARE(one.total(), qint64(3));
            (void)other.take(u"b"_s);
            QCOMPARE(one.total(), qint64(2));
        }
        QCOMPARE(one.total(), qint64(1));
    }
};

QTEST_GUILESS_MAIN(TestClosedRooms)
#include "tst_closedrooms.moc"

#include "ui/mainwindow/connectionroster.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ConnectionDelta joined(quint64 id, const QString &room)
{
    ConnectionDelta delta;
    delta.added.push_back({});
    delta.added.back().info.id = ConnectionId(id);
    delta.added.back().info.room = room;
    return delta;
}

ConnectionDelta left(quint64 id)
{
    ConnectionDelta delta;
    delta.removed.push_back({ConnectionId(id), {}});
    return delta;
}

} // namespace

class tst_ConnectionRoster : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhenRoomsComeAndGo()
    {
        ConnectionRoster roster;
        QVERIFY(roster.apply(joined(1, u"lobby"_s)));
        QVERIFY(!roster.apply(joined(2, u"lobby"_s)));
        QVERIFY(roster.apply(joined(3, u"Attic"_s)));
        QVERIFY(!roster.apply(joined(4, {}))); // an echo connection is in no room
        QCOMPARE(roster.count(), 4);
        QCOMPARE(roster.names(), (QStringList{u"Attic"_s, u"lobby"_s}));
        QVERIFY(!roster.apply(left(1)));
        QVERIFY(roster.apply(left(2)));
        QVERIFY(!roster.apply(left(4)));
        QVERIFY(!roster.apply(left(99)));
        QCOMPARE(roster.names(), QStringList{u"Attic"_s});
        QCOMPARE(roster.count(), 1);
    }

    void theSameIdCountsOnce()
    {
        ConnectionRoster roster;
        roster.apply(joined(1, u"a"_s));
        roster.apply(joined(1, u"b"_s));
        QCOMPARE(roster.count(), 1);
        QCOMPARE(roster.names(), QStringList{u"b"_s});
    }

    void listsUsersInstead()
    {
        ConnectionDelta delta = joined(1, u"lobby"_s);
        delta.added.back().info.user = u"ann"_s;
        ConnectionRoster roster(ConnectionRoster::By::User);
        QVERIFY(roster.apply(delta));
        delta.added.back().info.id = ConnectionId(2);
        QVERIFY(!roster.apply(delta));
        QCOMPARE(roster.names(), QStringList{u"ann"_s});
        QVERIFY(!roster.apply(left(1)));
        QVERIFY(roster.apply(left(2)));
        QVERIFY(roster.names().isEmpty());
    }

    void keepsTheFullestRooms()
    {
        ConnectionRoster roster;
        quint64 id = 0;
        for (int room = 0; room < ConnectionRoster::MaxNames + 5; ++room)
            roster.apply(joined(++id, u"room%1"_s.arg(room)));
        roster.apply(joined(++id, u"room204"_s));
        QCOMPARE(roster.names().size(), ConnectionRoster::MaxNames);
        QVERIFY(roster.names().contains(u"room204"_s));
        roster.clear();
        QVERIFY(roster.names().isEmpty());
        QCOMPARE(roster.count(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_ConnectionRoster)
#include "tst_connectionroster.moc"

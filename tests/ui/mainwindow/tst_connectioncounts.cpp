#include "ui/mainwindow/connectioncounts.h"

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

class tst_ConnectionCounts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reportsChangedNames()
    {
        ConnectionCounts counts;
        QVERIFY(counts.apply(joined(1, u"lobby"_s)));
        QVERIFY(!counts.apply(joined(2, u"lobby"_s)));
        QVERIFY(counts.apply(joined(3, u"Attic"_s)));
        QVERIFY(!counts.apply(joined(4, {}))); // an echo connection is in no room
        QCOMPARE(counts.count(), 4);
        QCOMPARE(counts.names(), (QStringList{u"Attic"_s, u"lobby"_s}));
        QVERIFY(!counts.apply(left(1)));
        QVERIFY(counts.apply(left(2)));
        QVERIFY(!counts.apply(left(4)));
        QVERIFY(!counts.apply(left(99)));
        QCOMPARE(counts.names(), QStringList{u"Attic"_s});
        QCOMPARE(counts.count(), 1);
    }

    void theSameIdCountsOnce()
    {
        ConnectionCounts counts;
        counts.apply(joined(1, u"a"_s));
        counts.apply(joined(1, u"b"_s));
        QCOMPARE(counts.count(), 1);
        QCOMPARE(counts.names(), QStringList{u"b"_s});
    }

    void countsUsersThatAuthenticateLater()
    {
        ConnectionCounts counts(ConnectionCounts::By::User);
        QVERIFY(!counts.apply(joined(1, u"hall"_s)));
        const auto identify = [](quint64 id, const QString &user) {
            ConnectionDelta delta;
            delta.identities.push_back({ConnectionId(id), user});
            return delta;
        };
        QVERIFY(counts.apply(identify(1, u"ann"_s)));
        QCOMPARE(counts.names(), QStringList{u"ann"_s});
        QVERIFY(!counts.apply(identify(1, u"ann"_s)));
        QVERIFY(!counts.apply(identify(9, u"bob"_s)));
        QVERIFY(counts.apply(left(1)));
        QCOMPARE(counts.names(), QStringList());

        ConnectionCounts rooms;
        rooms.apply(joined(1, u"hall"_s));
        QVERIFY(!rooms.apply(identify(1, u"ann"_s)));
        QCOMPARE(rooms.names(), QStringList{u"hall"_s});
    }

    void countsRoomsThatAreJoinedLater()
    {
        ConnectionCounts counts;
        QVERIFY(counts.apply(joined(1, u"hall"_s)));
        const auto change = [](quint64 id, const QStringList &names) {
            ConnectionDelta delta;
            delta.changed.push_back({ConnectionId(id), {}});
            JoinedRooms &rooms = delta.changed.back().activity.rooms;
            rooms.add(u"x"_s, RoomEntry::Path);
            rooms.remove(u"x"_s);
            for (const QString &name : names)
                rooms.add(name, RoomEntry::Request);
            return delta;
        };
        QVERIFY(!counts.apply(change(1, {u"hall"_s})));
        QVERIFY(counts.apply(change(1, {u"hall"_s, u"cellar"_s})));
        QVERIFY(!counts.apply(change(1, {u"hall"_s, u"cellar"_s})));
        QCOMPARE(counts.names(), (QStringList{u"cellar"_s, u"hall"_s}));
        QVERIFY(!counts.apply(joined(2, u"hall"_s)));
        QVERIFY(!counts.apply(change(1, {u"cellar"_s})));
        QVERIFY(counts.apply(change(2, {})));
        QCOMPARE(counts.names(), QStringList{u"cellar"_s});
        QVERIFY(!counts.apply(change(7, {u"unknown"_s})));
        QVERIFY(counts.apply(left(1)));
        QVERIFY(counts.names().isEmpty());
        QCOMPARE(counts.count(), 1);
    }

    void countsUsers()
    {
        ConnectionDelta delta = joined(1, u"lobby"_s);
        delta.added.back().info.user = u"ann"_s;
        ConnectionCounts counts(ConnectionCounts::By::User);
        QVERIFY(counts.apply(delta));
        delta.added.back().info.id = ConnectionId(2);
        QVERIFY(!counts.apply(delta));
        QCOMPARE(counts.names(), QStringList{u"ann"_s});
        QVERIFY(!counts.apply(left(1)));
        QVERIFY(counts.apply(left(2)));
        QVERIFY(counts.names().isEmpty());
    }

    void returnsTheLargestRooms()
    {
        ConnectionCounts counts;
        quint64 id = 0;
        for (int room = 0; room < ConnectionCounts::MaxNames + 5; ++room)
            counts.apply(joined(++id, u"room%1"_s.arg(room)));
        counts.apply(joined(++id, u"room204"_s));
        QCOMPARE(counts.names().size(), ConnectionCounts::MaxNames);
        QVERIFY(counts.names().contains(u"room204"_s));
        counts.clear();
        QVERIFY(counts.names().isEmpty());
        QCOMPARE(counts.count(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_ConnectionCounts)
#include "tst_connectioncounts.moc"

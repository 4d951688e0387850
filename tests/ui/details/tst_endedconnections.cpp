#include "ui/details/endedconnections.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

WallTime at(int seconds)
{
    return WallTime(std::chrono::seconds(1'760'000'000 + seconds));
}

ClosedConnection closed(quint64 id, const QString &user, int connected)
{
    ClosedConnection connection;
    connection.info.id = ConnectionId(id);
    connection.info.user = user;
    connection.info.connectedAt = at(connected);
    connection.closedAt = at(connected + 5);
    connection.end.code = quint16(4000 + id % 100);
    return connection;
}

ClosedBatch batchOf(std::vector<ClosedConnection> closed)
{
    ClosedBatch batch;
    batch.closed = std::move(closed);
    return batch;
}

} // namespace

class tst_EndedConnections : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsByConnectionAndUser()
    {
        EndedConnections ended;
        ended.add(batchOf({closed(3, u"mia"_s, 10), closed(4, u"ned"_s, 11)}));
        ended.add(batchOf({closed(7, u"mia"_s, 20)}));
        QCOMPARE(ended.find(ConnectionId(3), at(10))->end.code, quint16(4003));
        QVERIFY(!ended.find(ConnectionId(3), at(9))); // of another run
        QVERIFY(!ended.find(ConnectionId(5), at(10)));
        QCOMPARE(ended.latestOf(u"mia"_s)->id, ConnectionId(7));
        QCOMPARE(ended.latestOf(u"ned"_s)->closedAt, at(16));
        QVERIFY(!ended.latestOf(u"Mia"_s));
    }
    void theLaterOneOfAnIdCounts()
    {
        EndedConnections ended;
        ended.add(batchOf({closed(3, u"mia"_s, 10), closed(3, u"ned"_s, 90)}));
        QVERIFY(!ended.find(ConnectionId(3), at(10)));
        QCOMPARE(ended.find(ConnectionId(3), at(90))->user, u"ned"_s);
        ended.clear();
        QVERIFY(!ended.find(ConnectionId(3), at(90)));
        ended.add(batchOf({closed(8, u"ned"_s, 95)}));
        QCOMPARE(ended.latestOf(u"ned"_s)->id, ConnectionId(8));
    }
    void forgetsTheOldest()
    {
        EndedConnections ended;
        ended.add(batchOf({closed(1, u"first"_s, 1), closed(2, u"often"_s, 2)}));
        for (std::size_t i = 0; i < EndedConnections::MaxKept - 1; ++i)
            ended.add(batchOf({closed(10 + i, u"often"_s, int(i))}));
        QCOMPARE(ended.size(), EndedConnections::MaxKept);
        QVERIFY(!ended.find(ConnectionId(1), at(1)));
        QVERIFY(!ended.latestOf(u"first"_s));
        QVERIFY(ended.find(ConnectionId(2), at(2)));
        ended.add(batchOf({closed(5, u"last"_s, 3)}));
        QVERIFY(!ended.find(ConnectionId(2), at(2)));
        QVERIFY(ended.latestOf(u"often"_s)); // of whom later ones are kept
        QCOMPARE(ended.latestOf(u"last"_s)->id, ConnectionId(5));
    }
};

QTEST_GUILESS_MAIN(tst_EndedConnections)
#include "tst_endedconnections.moc"

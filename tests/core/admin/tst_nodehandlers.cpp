#include "tests/core/admin/adminfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace signalbox::test;

namespace {

QJsonObject jsonOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
}

} // namespace

class TestNodeHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAClusterTheListIsEmpty()
    {
        AdminFixture fixture;
        QCOMPARE(jsonOf(fixture.responseTo("/api/v1/nodes", bearer("viewer"))),
                 (QJsonObject{{u"nodes"_s, QJsonArray()}}));
        QCOMPARE(fixture.statusOf("/api/v1/nodes"), 401);
    }
    void listsTheNodes()
    {
        AdminFixture fixture;
        ClusterStatus &cluster = fixture.cluster;
        cluster.node = u"north"_s;
        cluster.isBrokerUp = true;
        cluster.since = WallTime(Milliseconds(1'000'000'000'123));
        cluster.roundTrip = Nanoseconds(1'234'567);
        cluster.nodes = {
            {7, u"north"_s, u"1.2"_s, u"running"_s, 3, 2, 1, Milliseconds(0), true},
            {8191, u"a \"south\""_s, u"1.1"_s, u"draining"_s, 0, 0, 0, Milliseconds(812), false}};
        const QJsonObject expected{{u"nodes"_s, QJsonArray{QJsonObject{{u"id"_s, u"7"_s},
                                                                       {u"name"_s, u"north"_s},
                                                                       {u"version"_s, u"1.2"_s},
                                                                       {u"state"_s, u"running"_s},
                                                                       {u"connections"_s, 3},
                                                                       {u"rooms"_s, 2},
                                                                       {u"users"_s, 1},
                                                                       {u"lag_ms"_s, 0},
                                                                       {u"this"_s, true}},
                                                           QJsonObject{{u"id"_s, u"8191"_s},
                                                                       {u"name"_s, u"a \"south\""_s},
                                                                       {u"version"_s, u"1.1"_s},
                                                                       {u"state"_s, u"draining"_s},
                                                                       {u"connections"_s, 0},
                                                                       {u"rooms"_s, 0},
                                                                       {u"users"_s, 0},
                                                                       {u"lag_ms"_s, 812},
                                                                       {u"this"_s, false}}}},
                                   {u"broker"_s, QJsonObject{{u"up"_s, true},
                                                             {u"since"_s, u"2001-09-09T01:46:40.123Z"_s},
                                                             {u"rtt_ms"_s, 1.235}}}};
        QCOMPARE(jsonOf(fixture.responseTo("/api/v1/nodes", bearer("viewer"))), expected);
    }
    //! The figures of the time before are not shown for a broker that is down.
    void saysWhyTheBrokerIsDown()
    {
        AdminFixture fixture;
        ClusterStatus &cluster = fixture.cluster;
        cluster.node = u"north"_s;
        cluster.reason = u"Connection refused"_s;
        cluster.roundTrip = Nanoseconds(1'000'000);
        const QJsonObject broker =
            jsonOf(fixture.responseTo("/api/v1/nodes", bearer("viewer")))[u"broker"_s].toObject();
        QCOMPARE(broker, (QJsonObject{{u"up"_s, false},
                                      {u"reason"_s, u"Connection refused"_s},
                                      {u"since"_s, u"1970-01-01T00:00:00.000Z"_s}}));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestNodeHandlers)
#include "tst_nodehandlers.moc"

#include "core/cluster/clusterview.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

ClusterNode node(NodeNumber number, const QString &name, qint64 connections = 0, int ageMs = 0)
{
    ClusterNode made;
    made.number = number;
    made.name = name;
    made.connections = connections;
    made.age = Milliseconds(ageMs);
    return made;
}

QStringList namesOf(const ClusterNodes &nodes)
{
    QStringList names;
    for (const ClusterNode &each : nodes.list())
        names += each.name + (each.isThis ? u" (this)"_s : QString());
    return names;
}

} // namespace

class TestClusterNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereIsNoneWithoutACluster()
    {
        ClusterNodes nodes;
        QVERIFY(nodes.list().empty());
        QVERIFY(!clusterStatus(nodes, {}).isInCluster());
        QCOMPARE(activeNodes({}), std::size_t(0));
    }
    //! Redis may be down at the start.
    void thisNodeIsListedBeforeTheFirstAnswer()
    {
        ClusterNodes nodes;
        nodes.setOwn([] { return node(5, u"south"_s); }, Milliseconds(6000));
        QCOMPARE(namesOf(nodes), QStringList{u"south (this)"_s});
        QVERIFY(!nodes.roundTrip());
    }
    void theFiguresOfThisNodeAreThoseOfTheMoment()
    {
        ClusterNodes nodes;
        qint64 connections = 1;
        nodes.setOwn([&] { return node(5, u"south"_s, connections); });
        nodes.set({node(2, u"north"_s, 10), node(5, u"south"_s, 1), node(9, u"west"_s, 30)}, Nanoseconds(7));
        connections = 2;
        const std::vector<ClusterNode> list = nodes.list();
        QCOMPARE(namesOf(nodes), QStringList({u"north"_s, u"south (this)"_s, u"west"_s}));
        QCOMPARE(list[0].connections, 10);
        QCOMPARE(list[1].connections, 2);
        QCOMPARE(nodes.roundTrip(), std::optional(Nanoseconds(7)));
    }
    //! While Redis is away nothing is heard, and that shows.
    void agesGoOn()
    {
        ClusterNodes nodes;
        nodes.setOwn([] { return node(5, u"south"_s); });
        nodes.set({node(2, u"north"_s, 0, 500), node(5, u"south"_s)});
        QTRY_VERIFY(nodes.list()[0].age >= Milliseconds(520));
        QVERIFY(nodes.list()[1].age >= Milliseconds(20));
        nodes.set({node(2, u"north"_s, 0, 100), node(5, u"south"_s)});
        QVERIFY(nodes.list()[1].age < Milliseconds(500));
    }
    void nodesWhoseHeartbeatIsLateDoNotCount()
    {
        ClusterNodes nodes;
        nodes.setOwn([] { return node(5, u"south"_s); }, Milliseconds(60'000));
        nodes.set(
            {node(2, u"north"_s, 0, 50'000), node(5, u"south"_s, 0, 70'000), node(9, u"west"_s, 0, 60'001)});
        BrokerStatus broker;
        broker.set({.isUp = false, .reason = u"refused"_s});
        const ClusterStatus status = clusterStatus(nodes, broker);
        QCOMPARE(activeNodes(status), std::size_t(2)); // this one always does
        QCOMPARE(status.node, u"south"_s);
        QCOMPARE(status.reason, u"refused"_s);
        QCOMPARE(status.since, broker.get().since);
        QVERIFY(!status.isBrokerUp);
    }
    void nothingIsLeftAfterTheEnd()
    {
        ClusterNodes nodes;
        nodes.setOwn([] { return node(5, u"south"_s); });
        nodes.set({node(2, u"north"_s), node(5, u"south"_s)}, Nanoseconds(7));
        nodes.setOwn({});
        QVERIFY(nodes.list().empty());
        QVERIFY(!nodes.roundTrip());
    }
};

QTEST_GUILESS_MAIN(TestClusterNodes)
#include "tst_clusternodes.moc"

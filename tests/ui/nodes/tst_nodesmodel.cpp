#include "ui/nodes/nodesmodel.h"

#include "tests/ui/nodes/nodesamples.h"
#include "ui/nodes/nodesproxymodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    NodesModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    QString text(int row, NodesModel::Column column) const
    {
        return model.index(row, column).data().toString();
    }
    QStringList names() const
    {
        QStringList found;
        for (int row = 0; row < model.rowCount(); ++row)
            found += model.nodeAt(row).name;
        return found;
    }
};

} // namespace

class TestNodesModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void texts_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("text");
        QTest::newRow("this node") << 0 << int(NodesModel::Name) << u"north (this node)"_s;
        QTest::newRow("another") << 1 << int(NodesModel::Name) << u"south"_s;
        QTest::newRow("state") << 1 << int(NodesModel::State) << u"Running"_s;
        QTest::newRow("version") << 1 << int(NodesModel::Version) << u"1.2.3"_s;
        QTest::newRow("connections") << 1 << int(NodesModel::Connections) << u"5,000"_s;
        QTest::newRow("rooms") << 1 << int(NodesModel::Rooms) << u"50"_s;
        QTest::newRow("users") << 1 << int(NodesModel::Users) << u"500"_s;
        QTest::newRow("heartbeat") << 1 << int(NodesModel::Heartbeat) << u"800 ms"_s;
        QTest::newRow("number") << 1 << int(NodesModel::Number) << u"5"_s;
    }
    void texts()
    {
        QFETCH(const int, row);
        QFETCH(const int, column);
        Fixture f;
        f.model.setCluster(clusterSample());
        QTEST(f.text(row, NodesModel::Column(column)), "text");
    }

    void states_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<qint64>("age");
        QTest::addColumn<bool>("isThis");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("health");
        using Health = NodesModel::Health;
        QTest::newRow("running") << u"running"_s << 6000LL << false << u"Running"_s << int(Health::Running);
        QTest::newRow("late") << u"running"_s << 6001LL << false << u"No heartbeat"_s << int(Health::Late);
        QTest::newRow("draining") << u"draining"_s << 0LL << false << u"Draining"_s << int(Health::Other);
        QTest::newRow("starting") << u"starting"_s << 0LL << false << u"Starting"_s << int(Health::Other);
        QTest::newRow("draining and late")
            << u"draining"_s << 7000LL << false << u"No heartbeat"_s << int(Health::Late);
        QTest::newRow("of a later version")
            << u"asleep"_s << 0LL << false << u"asleep"_s << int(Health::Other);
        // That it hears nothing of itself is the broker's fault.
        QTest::newRow("this node") << u"running"_s << 99'000LL << true << u"Running"_s
                                   << int(Health::Running);
    }
    void states()
    {
        QFETCH(const QString, state);
        QFETCH(const qint64, age);
        QFETCH(const bool, isThis);
        Fixture f;
        ClusterStatus cluster = clusterSample();
        cluster.nodes = {nodeSample(7, u"n"_s, Milliseconds(age))};
        cluster.nodes[0].state = state;
        cluster.nodes[0].isThis = isThis;
        f.model.setCluster(cluster);
        QTEST(f.text(0, NodesModel::State), "text");
        QTEST(f.model.index(0, NodesModel::State).data(NodesModel::HealthRole).toInt(), "health");
        QCOMPARE(f.model.lateCount(), f.text(0, NodesModel::State) == u"No heartbeat"_s ? 1 : 0);
    }
    //! Nodes come and go while a row is selected.
    void rowsStayWhereTheyAre()
    {
        Fixture f;
        f.model.setCluster(clusterSample());
        const QPersistentModelIndex south = f.model.index(1, 0);
        QSignalSpy resets(&f.model, &QAbstractItemModel::modelReset);
        ClusterStatus cluster = clusterSample();
        cluster.nodes.erase(cluster.nodes.begin());
        cluster.nodes.insert(cluster.nodes.begin(), nodeSample(1, u"new"_s));
        cluster.nodes.push_back(nodeSample(12, u"last"_s));
        f.model.setCluster(cluster);
        QCOMPARE(f.names(), QStringList({u"new"_s, u"south"_s, u"west"_s, u"last"_s}));
        QVERIFY(south.isValid());
        QCOMPARE(south.data().toString(), u"south"_s);
        f.model.setCluster({});
        QCOMPARE(f.model.rowCount(), 0);
        QCOMPARE(resets.count(), 0);
    }
    void aNameOfAPeerIsMadeVisible()
    {
        Fixture f;
        ClusterStatus cluster = clusterSample();
        cluster.nodes = {nodeSample(7, u"a\u202Eb"_s)};
        f.model.setCluster(cluster);
        QVERIFY(!f.text(0, NodesModel::Name).contains(u'\u202E'));
    }

    void sorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("name") << int(NodesModel::Name) << QStringList{u"a"_s, u"b"_s, u"c"_s};
        QTest::newRow("state: late last") << int(NodesModel::State) << QStringList{u"c"_s, u"a"_s, u"b"_s};
        QTest::newRow("version, equal by number")
            << int(NodesModel::Version) << QStringList{u"c"_s, u"a"_s, u"b"_s};
        QTest::newRow("connections") << int(NodesModel::Connections) << QStringList{u"b"_s, u"c"_s, u"a"_s};
        QTest::newRow("heartbeat") << int(NodesModel::Heartbeat) << QStringList{u"a"_s, u"c"_s, u"b"_s};
        QTest::newRow("number") << int(NodesModel::Number) << QStringList{u"b"_s, u"c"_s, u"a"_s};
        QTest::newRow("equal: by number") << int(NodesModel::Rooms) << QStringList{u"b"_s, u"c"_s, u"a"_s};
    }
    void sorts()
    {
        QFETCH(const int, column);
        NodesModel model;
        NodesProxyModel proxy(model);
        ClusterStatus cluster = clusterSample();
        cluster.nodes = {nodeSample(1, u"b"_s, Milliseconds(9000)), nodeSample(2, u"c"_s, Milliseconds(700)),
                         nodeSample(11, u"a"_s, Milliseconds(600))};
        cluster.nodes[0].version = u"2"_s;
        cluster.nodes[2].state = u"draining"_s;
        for (ClusterNode &node : cluster.nodes)
            node.rooms = 1;
        model.setCluster(cluster);
        proxy.sort(column);
        QStringList names;
        for (int row = 0; row < proxy.rowCount(); ++row)
            names += proxy.nodeAt(row).name;
        QTEST(names, "names");
    }
};

QTEST_GUILESS_MAIN(TestNodesModel)
#include "tst_nodesmodel.moc"

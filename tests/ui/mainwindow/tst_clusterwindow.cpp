// What the window shows of a cluster: the tab Nodes, which node this is, and an outage of the broker.

#include "tests/ui/mainwindow/mainwindowfixture.h"
#include "tests/ui/nodes/nodesamples.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/tabs.h"

#include <QAbstractItemView>
#include <QTest>

using namespace signalbox;

namespace {

constexpr int NodesTab = 6;

struct Fixture : MainWindowFixture
{
    Fixture() { activate(); }
    void activate() const
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }
    Tabs &tabs() const { return *window->findChild<MainTabs *>()->findChild<Tabs *>(); }
    QWidget *banner() const { return window->findChild<QWidget *>(u"brokerBanner"_s); }
    ElidedLabel &node() const { return *window->findChild<ElidedLabel *>(u"node"_s); }
    QString currentPane() const { return window->findChild<MainTabs *>()->currentPane(); }
    void press(Qt::Key key) const { QTest::keyClick(window.get(), key, Qt::ControlModifier); }
};

} // namespace

class TestClusterWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingShowsWithoutACluster()
    {
        Fixture f;
        f.console.nodes().report({});
        QVERIFY(!f.tabs().isTabVisible(NodesTab));
        QVERIFY(!f.action(u"showPane7"_s)->isVisible());
        f.press(Qt::Key_7);
        QCOMPARE(f.currentPane(), u"connections"_s);
        QVERIFY(!f.node().isVisible());
        QVERIFY(!f.banner()->isVisible());
        QCOMPARE(f.window->windowTitle(), u"Signalbox — ws://127.0.0.1:8080/"_s);
    }
    void theNodesAreATab_data()
    {
        QTest::addColumn<bool>("isMouse");
        QTest::newRow("mouse") << true;
        QTest::newRow("keyboard") << false;
    }
    void theNodesAreATab()
    {
        QFETCH(const bool, isMouse);
        Fixture f;
        f.console.nodes().report(clusterSample());
        QVERIFY(f.tabs().isTabVisible(NodesTab));
        QCOMPARE(f.currentPane(), u"connections"_s); // it takes nothing away
        QCOMPARE(f.tabs().row().badge(NodesTab), u"3"_s);
        if (isMouse)
            QTest::mouseClick(&f.tabs().row(), Qt::LeftButton, {}, f.tabs().row().tabRect(NodesTab).center());
        else
            f.press(Qt::Key_7);
        QCOMPARE(f.currentPane(), u"nodes"_s);
        QCOMPARE(f.window->findChild<QAbstractItemView *>(u"nodes"_s)->model()->rowCount(), 3);
    }
    void theWindowSaysWhichNodeItIs()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        QCOMPARE(f.window->windowTitle(), u"Signalbox — north — ws://127.0.0.1:8080/"_s);
        QVERIFY(f.node().isVisible());
        QCOMPARE(f.node().fullText(), u"Node north: the lists show this node only"_s);
        f.console.nodes().report({}); // it was started anew, without a cluster
        QCOMPARE(f.window->windowTitle(), u"Signalbox — ws://127.0.0.1:8080/"_s);
        QVERIFY(!f.node().isVisible());
    }
    void anOutageIsSeenAtOnce()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        QVERIFY(!f.banner()->isVisible());
        f.console.nodes().report(outageSample());
        QVERIFY(f.banner()->isVisible());
        QCOMPARE(f.tabs().row().badge(NodesTab), u"3, 2 late"_s);
        f.console.nodes().report(clusterSample());
        QVERIFY(!f.banner()->isVisible());
    }
    //! The cluster is known a moment after the window is restored.
    void theTabIsCurrentAgainAfterARestart()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        f.press(Qt::Key_7);
        f.window->close();
        f.makeWindow();
        f.activate();
        QCOMPARE(f.currentPane(), u"connections"_s);
        f.console.nodes().report(clusterSample());
        QCOMPARE(f.currentPane(), u"nodes"_s);
        f.press(Qt::Key_2);
        f.console.nodes().report(clusterSample());
        QCOMPARE(f.currentPane(), u"rooms"_s);
    }
    void whenTheClusterEndsAnotherTabIsShown()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        f.press(Qt::Key_7);
        f.console.nodes().report({});
        QVERIFY(!f.tabs().isTabVisible(NodesTab));
        QVERIFY(f.currentPane() != u"nodes"_s);
    }
};

QTEST_MAIN(TestClusterWindow)
#include "tst_clusterwindow.moc"

#include "ui/nodes/nodespanel.h"

#include "tests/ui/fakeconsole.h"
#include "tests/ui/nodes/nodesamples.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

enum class Way : quint8 { Mouse, Keyboard };

struct Fixture
{
    Fixture()
    {
        panel.resize(1200, 400);
        panel.setWatching(true);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    QTableView &table() { return *panel.findChild<QTableView *>(u"nodes"_s); }
    QString broker() { return panel.findChild<QLabel *>(u"nodesBroker"_s)->accessibleName(); }
    QDialog *dialog() { return panel.findChild<QDialog *>(); }
    QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    void select(int row, Way way)
    {
        if (way == Way::Mouse) {
            const QRect rect = table().visualRect(table().model()->index(row, 0));
            QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, rect.center());
            return;
        }
        panel.activateList();
        QTest::keyClick(&table(), Qt::Key_Home);
        for (int i = 0; i < row; ++i)
            QTest::keyClick(&table(), Qt::Key_Down);
    }

    FakeConsole console;
    NodesPanel panel{console.nodes()};
};

void addWays()
{
    QTest::addColumn<Way>("way");
    QTest::newRow("mouse") << Way::Mouse;
    QTest::newRow("keyboard") << Way::Keyboard;
}

} // namespace

class TestNodesPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void listsTheNodes()
    {
        Fixture f;
        QVERIFY(f.console.nodes().isWatched());
        QSignalSpy changes(&f.panel, &NodesPanel::clusterChanged);
        f.console.nodes().report({});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(f.panel.badge(), QString());
        f.console.nodes().report(clusterSample());
        QCOMPARE(f.table().model()->rowCount(), 3);
        QCOMPARE(f.cell(0, 0), u"north (this node)"_s);
        QCOMPARE(f.panel.badge(), u"3"_s);
        QVERIFY2(f.broker().startsWith(u"Redis has been up since"_s), qPrintable(f.broker()));
        f.panel.setWatching(false);
        QVERIFY(!f.console.nodes().isWatched());
    }
    void anOutageShows()
    {
        Fixture f;
        f.console.nodes().report(outageSample());
        QCOMPARE(f.panel.badge(), u"3, 2 late"_s);
        QVERIFY2(f.broker().contains(u"Connection refused"_s), qPrintable(f.broker()));
        f.console.nodes().report(clusterSample());
        QCOMPARE(f.panel.badge(), u"3"_s);
    }
    void detailsOfANode_data() { addWays(); }
    void detailsOfANode()
    {
        QFETCH(const Way, way);
        Fixture f;
        f.console.nodes().report(clusterSample());
        QSignalSpy offered(&f.panel, &NodesPanel::factsSelected);
        f.select(1, way);
        QVERIFY(!offered.isEmpty()); // the keyboard comes by the first row
        QCOMPARE(offered.takeLast()[0].value<FactSheet>().headline, u"south"_s);
        QCOMPARE(f.panel.selectionText(), u"south"_s);
        offered.clear();
        f.console.nodes().report(clusterSample()); // twice a second
        QCOMPARE(offered.count(), 0);
        if (way == Way::Mouse) {
            const QRect rect = f.table().visualRect(f.table().model()->index(1, 0));
            QTest::mouseDClick(f.table().viewport(), Qt::LeftButton, {}, rect.center());
        } else {
            QTest::keyClick(&f.table(), Qt::Key_Return);
        }
        QTRY_VERIFY(f.dialog() && f.dialog()->isVisible());
        f.dialog()->reject();
    }
    void copiesRows_data() { addWays(); }
    void copiesRows()
    {
        QFETCH(const Way, way);
        Fixture f;
        f.console.nodes().report(clusterSample());
        QVERIFY(!f.panel.copyAction()->isEnabled());
        f.select(1, way);
        QSignalSpy reported(&f.panel, &NodesPanel::actionReported);
        if (way == Way::Mouse) {
            QTimer::singleShot(0, &f.panel, [&f] {
                Q_EMIT f.table().customContextMenuRequested(
                    f.table().visualRect(f.table().model()->index(1, 0)).center());
            });
            QMenu *menu = nullptr;
            QTRY_VERIFY((menu = f.panel.findChild<QMenu *>()) && menu->isVisible());
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(f.panel.copyAction()).center());
        } else {
            QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        }
        QTRY_COMPARE(reported.count(), 1);
        const QStringList cells = QGuiApplication::clipboard()->text().split(u'\t');
        QCOMPARE(cells.size(), NodesModelColumns);
        QCOMPARE(cells.first(), u"south"_s);
    }
    void aNodeThatGoesIsSelectedNoMore()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        f.select(2, Way::Keyboard);
        QVERIFY(f.panel.detailsAction()->isEnabled());
        ClusterStatus cluster = clusterSample();
        cluster.nodes.pop_back();
        f.console.nodes().report(cluster);
        QVERIFY(f.panel.selectionText() != u"west"_s);
    }
    void sortingAndColumnsAreKept()
    {
        Fixture f;
        f.console.nodes().report(clusterSample());
        f.table().horizontalHeader()->setSortIndicator(3, Qt::DescendingOrder);
        QTRY_COMPARE(f.cell(0, 0), u"west"_s);
        const QByteArray state = f.panel.saveState();
        Fixture other;
        QVERIFY(!other.panel.restoreState("x"));
        QVERIFY(other.panel.restoreState(state));
        other.console.nodes().report(clusterSample());
        QTRY_COMPARE(other.cell(0, 0), u"west"_s);
    }

private:
    static constexpr qsizetype NodesModelColumns = 8;
};

QTEST_MAIN(TestNodesPanel)
#include "tst_nodespanel.moc"

#include "ui/connections/connectionsview.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionsproxymodel.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ConnectionsView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hidesSomeColumnsByDefault();
    void titlesFit();
    void menuShowsAndHides();
    void idCannotBeHidden();
    void restoresItsState();
    void rejectsAnInvalidState();
    void stretchesOnlyTextColumns();
    void headerSorts();
    void columnsFitTheWidth();
    void changedColumnsStay();
    void homeAndEndLeadToRows();

private:
    struct Table
    {
        ConnectionsModel model;
        ConnectionsProxyModel proxy{model};
        ConnectionsView view{proxy};
        bool isShown(ConnectionColumn column) const { return !view.isColumnHidden(int(column)); }
        void toggle(ConnectionColumn column)
        {
            const std::unique_ptr<QMenu> menu(view.createColumnMenu(nullptr));
            for (QAction *action : menu->actions()) {
                if (action->isCheckable() && action->data().toInt() == int(column))
                    action->trigger();
            }
        }
    };
};

void tst_ConnectionsView::hidesSomeColumnsByDefault()
{
    const Table table;
    for (int column = 0; column < ConnectionColumnCount; ++column) {
        const bool isRare =
            column >= int(ConnectionColumn::Work) && column <= int(ConnectionColumn::Listener);
        QCOMPARE(table.view.isColumnHidden(column), isRare);
    }
}

void tst_ConnectionsView::titlesFit()
{
    Table table;
    for (int column = 0; column < ConnectionColumnCount; ++column) {
        if (!table.view.isColumnHidden(column))
            QVERIFY(table.view.columnWidth(column) >= table.view.horizontalHeader()->sectionSizeHint(column));
    }
}

void tst_ConnectionsView::menuShowsAndHides()
{
    Table table;
    table.toggle(ConnectionColumn::Path);
    QVERIFY(table.isShown(ConnectionColumn::Path));
    QVERIFY(table.view.columnWidth(int(ConnectionColumn::Path)) > 20);
    table.toggle(ConnectionColumn::Path);
    table.toggle(ConnectionColumn::Room);
    QVERIFY(!table.isShown(ConnectionColumn::Path));
    QVERIFY(!table.isShown(ConnectionColumn::Room));
    table.view.resetColumns();
    QVERIFY(table.isShown(ConnectionColumn::Room));
}

void tst_ConnectionsView::idCannotBeHidden()
{
    Table table;
    table.toggle(ConnectionColumn::Id);
    QVERIFY(table.isShown(ConnectionColumn::Id));
}

void tst_ConnectionsView::restoresItsState()
{
    Table first;
    first.toggle(ConnectionColumn::Origin);
    first.view.setColumnWidth(int(ConnectionColumn::User), 234);
    first.view.horizontalHeader()->moveSection(int(ConnectionColumn::Latency), 1);
    first.view.sortByColumn(int(ConnectionColumn::Latency), Qt::DescendingOrder);
    const QByteArray state = first.view.saveColumns();

    Table second;
    QVERIFY(second.view.restoreColumns(state));
    QVERIFY(second.isShown(ConnectionColumn::Origin));
    QCOMPARE(second.view.columnWidth(int(ConnectionColumn::User)), 234);
    QCOMPARE(second.view.horizontalHeader()->visualIndex(int(ConnectionColumn::Latency)), 1);
    QCOMPARE(second.proxy.sortColumn(), int(ConnectionColumn::Latency));
    QCOMPARE(second.proxy.sortOrder(), Qt::DescendingOrder);
}

void tst_ConnectionsView::rejectsAnInvalidState()
{
    Table table;
    QVERIFY(!table.view.restoreColumns("rubbish"));
    QVERIFY(table.isShown(ConnectionColumn::Id));
}

void tst_ConnectionsView::stretchesOnlyTextColumns()
{
    Table table;
    QVERIFY(table.view.horizontalHeader()->stretchLastSection());
    table.toggle(ConnectionColumn::UserAgent);
    QVERIFY(!table.view.horizontalHeader()->stretchLastSection()); // Queued is the last column then
    table.toggle(ConnectionColumn::Path);
    QVERIFY(table.view.horizontalHeader()->stretchLastSection());
}

void tst_ConnectionsView::headerSorts()
{
    Table table;
    table.model.apply({sampleConnections(5), {}, {}});
    table.view.resize(1400, 300);
    table.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table.view));
    QCOMPARE(table.proxy.sortColumn(), int(ConnectionColumn::Id));
    QHeaderView *header = table.view.horizontalHeader();
    const QPoint id(header->sectionViewportPosition(int(ConnectionColumn::Id)) + 10, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, id);
    QCOMPARE(table.proxy.sortOrder(), Qt::DescendingOrder);
    QCOMPARE(table.proxy.idAt(0), ConnectionId(5));
}

void tst_ConnectionsView::columnsFitTheWidth()
{
    Table table;
    const auto user = [&table] { return table.view.columnWidth(int(ConnectionColumn::User)); };
    table.view.resize(1250, 300);
    table.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table.view));
    const int narrow = user();
    table.view.resize(1900, 300);
    QVERIFY(user() > narrow * 3 / 2); // not all of the width for the user agent
    QCOMPARE(table.view.horizontalScrollBar()->maximum(), 0);
    table.view.resize(900, 300);
    QVERIFY(!table.isShown(ConnectionColumn::UserAgent));
    QVERIFY(!table.isShown(ConnectionColumn::BytesIn));
    QVERIFY(table.isShown(ConnectionColumn::Queued));
    table.view.resize(1000, 300);
    const QHeaderView *header = table.view.horizontalHeader();
    QCOMPARE(table.view.horizontalScrollBar()->maximum(), 0);
    QVERIFY(header->length() <= header->viewport()->width());
    QVERIFY(table.view.columnWidth(int(ConnectionColumn::Queued)) < 150); // a number is not stretched
    table.view.resize(1900, 300);
    QVERIFY(table.isShown(ConnectionColumn::UserAgent));
    QVERIFY(table.view.saveColumns().isEmpty()); // nothing that the user has chosen
}

void tst_ConnectionsView::changedColumnsStay()
{
    Table table;
    table.view.resize(1900, 300);
    table.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table.view));
    table.view.setColumnWidth(int(ConnectionColumn::User), 91);
    table.view.resize(900, 300);
    QCOMPARE(table.view.columnWidth(int(ConnectionColumn::User)), 91);
    QVERIFY(table.isShown(ConnectionColumn::UserAgent));
    table.view.resetColumns();
    QVERIFY(!table.isShown(ConnectionColumn::UserAgent));
}

void tst_ConnectionsView::homeAndEndLeadToRows()
{
    Table table;
    table.model.apply({sampleConnections(90), {}, {}});
    table.view.resize(1400, 300);
    table.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table.view));
    table.view.setCurrentIndex(table.proxy.index(40, 5));
    QTest::keyClick(&table.view, Qt::Key_End);
    QCOMPARE(table.view.currentIndex(), table.proxy.index(89, 5));
    QTest::keyClick(&table.view, Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(table.view.currentIndex(), table.proxy.index(0, 5));
    QCOMPARE(table.view.selectionModel()->selectedRows().size(), 90);
}

QTEST_MAIN(tst_ConnectionsView)
#include "tst_connectionsview.moc"

#include "ui/connections/listtable.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

constexpr std::array<ListColumn, 3> Columns{{
    {.sample = "a name of a row", .mostCharacters = 30},
    {.sample = "88,888", .isNumeric = true, .dropOrder = 1},
    {.sample = "more than fits into a small window", .dropOrder = 2},
}};

struct Fixture
{
    explicit Fixture(int rows = 0)
    {
        model.setHorizontalHeaderLabels({u"Name"_s, u"Number"_s, u"Text"_s});
        proxy.setSourceModel(&model);
        proxy.setDynamicSortFilter(false);
        for (int row = 0; row < rows; ++row)
            add(row);
        table.setModel(&proxy);
        table.resize(700, 300);
        table.show();
    }
    void add(int number)
    {
        auto *key = new QStandardItem;
        key->setData(number, Qt::DisplayRole);
        model.appendRow({new QStandardItem(u"row %1"_s.arg(number, 4, 10, QChar(u'0'))), key,
                         new QStandardItem(u"text"_s)});
    }
    QString at(int row) const { return proxy.index(row, 0).data().toString(); }

    QStandardItemModel model;
    QSortFilterProxyModel proxy;
    ListTable table{Columns, 0, nullptr};
};

} // namespace

class TestListTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void activatesByKeyboardAndMouse()
    {
        Fixture f(3);
        QSignalSpy activated(&f.table, &ListTable::rowActivated);
        QTest::keyClick(&f.table, Qt::Key_Return);
        QCOMPARE(activated.count(), 0); // no current row
        f.table.selectRows({1}, 1);
        QTest::keyClick(&f.table, Qt::Key_Enter);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toInt(), 1);
        const QPoint third = f.table.visualRect(f.proxy.index(2, 0)).center();
        QTest::mouseClick(f.table.viewport(), Qt::LeftButton, {}, third);
        QTest::mouseDClick(f.table.viewport(), Qt::LeftButton, {}, third);
        QCOMPARE(activated.count(), 2);
        QCOMPARE(activated[1][0].toInt(), 2);
    }
    void selectsRows()
    {
        Fixture f(9);
        QSignalSpy changed(&f.table, &ListTable::selectedRowsChanged);
        f.table.selectRows({1, 2, 3, 7}, 3);
        QVERIFY(changed.count() > 0);
        QCOMPARE(f.table.selectedRows(), (std::vector<int>{1, 2, 3, 7}));
        QCOMPARE(f.table.currentIndex().row(), 3);
        f.table.selectRows({}, -1);
        QVERIFY(f.table.selectedRows().empty());
    }
    void keepsTheSelectionOverAReset()
    {
        Fixture f(9);
        f.table.selectRows({2, 5, 6}, 5);
        f.table.keepSelection([](int row) { return quint64(row) + 1; });
        f.model.removeRows(0, 9);
        for (int row = 0; row < 9; ++row)
            f.add(row);
        f.table.restoreSelection(
            [](quint64 key) { return key == 7 ? -1 : int(key) - 3; }); // two rows before are gone
        QCOMPARE(f.table.selectedRows(), (std::vector<int>{0, 3}));
        QCOMPARE(f.table.currentIndex().row(), 3);
    }
    void olderRowsStayInSight()
    {
        Fixture f(200);
        f.table.sortByColumn(1, Qt::DescendingOrder);
        QCOMPARE(f.at(0), u"row 0199"_s);
        f.table.verticalScrollBar()->setValue(50);
        const QString top = f.at(f.table.rowAt(0));
        for (int row = 200; row < 220; ++row)
            f.add(row);
        f.proxy.sort(1, Qt::DescendingOrder);
        QCOMPARE(f.at(0), u"row 0219"_s);
        QCOMPARE(f.at(f.table.rowAt(0)), top);
    }
    void atTheTopTheNewestRowsAreInSight()
    {
        Fixture f(200);
        f.table.sortByColumn(1, Qt::DescendingOrder);
        f.add(200);
        f.proxy.sort(1, Qt::DescendingOrder);
        QCOMPARE(f.at(f.table.rowAt(0)), u"row 0200"_s);
    }
    void aNarrowTableHidesColumns()
    {
        Fixture f(1);
        QVERIFY(!f.table.isColumnHidden(1) && !f.table.isColumnHidden(2));
        f.table.resize(120, 300);
        QTRY_VERIFY(f.table.isColumnHidden(1));
        QVERIFY(f.table.isColumnHidden(2));
        QVERIFY(!f.table.isColumnHidden(0));
        f.table.resize(900, 300);
        QTRY_VERIFY(!f.table.isColumnHidden(2));
    }
    void savesColumnsAndOrder()
    {
        Fixture f(3);
        f.table.setColumnHidden(2, true);
        f.table.horizontalHeader()->moveSection(1, 0);
        f.table.sortByColumn(1, Qt::DescendingOrder);
        const QByteArray state = f.table.saveState();
        Fixture other(3);
        QVERIFY(other.table.restoreState(state));
        QCOMPARE(other.table.saveState(), state);
        QCOMPARE(other.table.horizontalHeader()->visualIndex(1), 0);
        QCOMPARE(other.at(0), u"row 0002"_s);
    }
    void rejectsOtherStates_data()
    {
        QTest::addColumn<QByteArray>("state");
        Fixture f;
        const QByteArray state = f.table.saveState();
        QByteArray other = state;
        other[0] = 'x';
        QByteArray later = state;
        later[5] = 99;
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("of another widget") << other;
        QTest::newRow("of another version") << later;
        QTest::newRow("cut") << state.chopped(1);
    }
    void rejectsOtherStates()
    {
        QFETCH(const QByteArray, state);
        Fixture f(2);
        f.table.sortByColumn(1, Qt::DescendingOrder);
        const QByteArray before = f.table.saveState();
        QVERIFY(!f.table.restoreState(state));
        QCOMPARE(f.table.saveState(), before);
    }
};

QTEST_MAIN(TestListTable)
#include "tst_listtable.moc"

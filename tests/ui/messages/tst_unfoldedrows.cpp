#include "ui/messages/unfoldedrows.h"

#include <QTest>

using namespace signalbox;

namespace {

//! The list has the positions 100, 101 …
int topOf(quint64 position)
{
    return int(position) - 100;
}

} // namespace

class tst_UnfoldedRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void translates_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("top");
        QTest::addColumn<int>("child");
        const auto add = [](const char *name, int row, int top, int child) {
            QTest::newRow(name) << row << top << child;
        };
        add("before", 0, 0, -1);
        add("first unfolded", 1, 1, -1);
        add("its first", 2, 1, 0);
        add("its last", 4, 1, 2);
        add("between", 5, 2, -1);
        add("second unfolded", 6, 3, -1);
        add("its only one", 7, 3, 0);
        add("third directly behind", 8, 4, -1);
        add("its second", 10, 4, 1);
        add("behind all", 11, 5, -1);
        add("far behind", 1011, 1005, -1);
    }
    void translates()
    {
        QFETCH(int, row);
        QFETCH(int, top);
        QFETCH(int, child);
        UnfoldedRows rows;
        rows.unfold(104, 2);
        rows.unfold(101, 3);
        rows.unfold(103, 1);
        QCOMPARE(rows.childCount(), 6);
        const UnfoldedRows::Place place = rows.placeOf(row, topOf);
        QCOMPARE(place.top, top);
        QCOMPARE(place.child, child);
        if (child < 0)
            QCOMPARE(rows.rowOf(top, topOf), row);
    }

    void foldsAndDrops()
    {
        UnfoldedRows rows;
        rows.unfold(101, 3);
        rows.unfold(105, 2);
        QCOMPARE(rows.childCountOf(101), 3);
        QCOMPARE(rows.childCountOf(102), 0);
        rows.dropBefore(101);
        QCOMPARE(rows.childCount(), 5);
        rows.dropBefore(102);
        QCOMPARE(rows.childCount(), 2);
        rows.fold(104);
        QCOMPARE(rows.childCount(), 2);
        rows.fold(105);
        QVERIFY(rows.isEmpty());
        rows.unfold(107, 1);
        rows.clear();
        QCOMPARE(rows.childCount(), 0);
    }

    void isBounded()
    {
        UnfoldedRows rows;
        for (quint64 i = 0; i < UnfoldedRows::MaxUnfolded; ++i) {
            QVERIFY(!rows.isFull());
            rows.unfold(100 + i, 1);
        }
        QVERIFY(rows.isFull());
    }
};

QTEST_GUILESS_MAIN(tst_UnfoldedRows)
#include "tst_unfoldedrows.moc"

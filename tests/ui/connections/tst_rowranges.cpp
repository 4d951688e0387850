#include "ui/connections/rowranges.h"

#include <QTest>

using namespace signalbox;

namespace {

using Rows = std::vector<int>;
using Ranges = std::vector<RowRange>;

} // namespace

Q_DECLARE_METATYPE(Rows)
Q_DECLARE_METATYPE(Ranges)

class tst_RowRanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void coversTheRows_data()
    {
        QTest::addColumn<Rows>("rows");
        QTest::addColumn<Ranges>("expected");
        QTest::newRow("none") << Rows{} << Ranges{};
        QTest::newRow("one") << Rows{7} << Ranges{{7, 7}};
        QTest::newRow("neighbours") << Rows{0, 1, 2} << Ranges{{0, 2}};
        QTest::newRow("a gap of one") << Rows{0, 2} << Ranges{{0, 0}, {2, 2}};
        QTest::newRow("several ranges") << Rows{0, 1, 5, 8, 9} << Ranges{{0, 1}, {5, 5}, {8, 9}};
        QTest::newRow("a repeated row") << Rows{3, 3, 4, 6, 6} << Ranges{{3, 4}, {6, 6}};
    }
    void coversTheRows()
    {
        QFETCH(Rows, rows);
        QFETCH(Ranges, expected);
        QCOMPARE(rowRanges(rows), expected);
    }
};

QTEST_APPLESS_MAIN(tst_RowRanges)
#include "tst_rowranges.moc"

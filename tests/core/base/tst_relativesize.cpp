#include "core/base/relativesize.h"

#include <QTest>

#include <limits>

using namespace signalbox;

class TestRelativeSize final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bytesOfAWhole_data();
    void bytesOfAWhole();
    void compares();
};

void TestRelativeSize::bytesOfAWhole_data()
{
    QTest::addColumn<RelativeSize>("size");
    QTest::addColumn<qint64>("whole");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char *name, RelativeSize size, qint64 whole, qint64 expected) {
        QTest::newRow(name) << size << whole << expected;
    };
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    row("default", {}, 1000, 0);
    row("bytes", RelativeSize::bytes(7), 1000, 7);
    row("bytes of no limit", RelativeSize::bytes(7), 0, 7);
    row("no limit", RelativeSize::bytes(0), 1000, 0);
    row("percentage", RelativeSize::percent(30), 1000, 300);
    row("percentage, rounded down", RelativeSize::percent(33), 1010, 333);
    row("all", RelativeSize::percent(100), 1234567, 1234567);
    row("never rounded to no limit", RelativeSize::percent(1), 99, 1);
    row("percentage of no limit", RelativeSize::percent(50), 0, 0);
    row("largest whole", RelativeSize::percent(100), largest, largest);
    row("half of the largest whole", RelativeSize::percent(50), largest, largest / 2);
}

void TestRelativeSize::bytesOfAWhole()
{
    QFETCH(RelativeSize, size);
    QFETCH(qint64, whole);
    QFETCH(qint64, expected);
    QCOMPARE(size.of(whole), expected);
}

void TestRelativeSize::compares()
{
    QVERIFY(RelativeSize::percent(25) == RelativeSize::percent(25));
    QVERIFY(RelativeSize::percent(25) != RelativeSize::percent(26));
    QVERIFY(RelativeSize::percent(25) != RelativeSize::bytes(25));
    QVERIFY(RelativeSize() == RelativeSize::bytes(0));
}

QTEST_GUILESS_MAIN(TestRelativeSize)
#include "tst_relativesize.moc"

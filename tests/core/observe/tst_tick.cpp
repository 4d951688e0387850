#include "core/observe/tick.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

class TestTick : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsAtMultiplesOfTheInterval_data()
    {
        QTest::addColumn<qint64>("now"); // ms
        QTest::addColumn<qint64>("next");
        QTest::newRow("at a beginning") << qint64(500) << qint64(600);
        QTest::newRow("shortly before") << qint64(599) << qint64(600);
        QTest::newRow("in the middle") << qint64(550) << qint64(600);
    }
    void beginsAtMultiplesOfTheInterval()
    {
        QFETCH(const qint64, now);
        QFETCH(const qint64, next);
        QCOMPARE(nextTickBegin(TimePoint(Milliseconds(now))).time_since_epoch() / 1ms, next);
    }
    void settlesAfterItsBeginning()
    {
        const TimePoint begin = nextTickBegin(TimePoint(1000ms));
        const qint64 tick = begin.time_since_epoch() / TickInterval;
        QCOMPARE(settledTick(begin), tick - 1);
        QCOMPARE(settledTick(begin + TickSettling - 1ns), tick - 1);
        QCOMPARE(settledTick(begin + TickSettling), tick);
        QCOMPARE(settlingOf(tick), begin + TickSettling);
    }
};

QTEST_GUILESS_MAIN(TestTick)
#include "tst_tick.moc"

#include "core/transport/slowconsumerdetector.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint Start = TimePoint(1000h);
constexpr SlowLimits Limits{30s, 1000, 10s};

} // namespace

class TestSlowClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoReadsIsNotSlow()
    {
        SlowConsumerDetector clock;
        QVERIFY(!clock.due(Limits));
        clock.note(Start, false, true, 1000, Limits); // at the limit is not beyond it
        QVERIFY(!clock.due(Limits));
        QVERIFY(!clock.judge(Start + 100h, 0, Limits));
    }
    void aStallBeginsAnewWithEveryByte()
    {
        SlowConsumerDetector clock;
        clock.note(Start, true, true, 500, Limits);
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(15s)); // to ask what is acknowledged
        QVERIFY(!clock.judge(Start + 15s, 100, Limits));
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(30s));
        clock.note(Start + 17s, true, false, 600, Limits); // more was queued, nothing taken
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(30s));
        clock.note(Start + 20s, true, true, 500, Limits);
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(35s));
        QVERIFY(!clock.judge(Start + 35s, 100, Limits));
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(50s));
        QVERIFY(!clock.judge(Start + 50s - 1ns, 100, Limits));
        QVERIFY(clock.judge(Start + 50s, 100, Limits) == Cause::WriteStalled);
        clock.note(Start + 49s, false, true, 0, Limits);
        QVERIFY(!clock.judge(Start + 50s, 100, Limits));
    }
    void aPeerThatAcknowledgesIsNotStalled()
    {
        SlowConsumerDetector clock;
        clock.note(Start, true, true, 500, Limits);
        TimePoint now = Start;
        quint64 acknowledged = 0;
        for (int i = 0; i < 20; ++i) { // the kernel has much to send and takes nothing for five minutes
            now = *clock.due(Limits);
            QVERIFY(!clock.judge(now, ++acknowledged, Limits));
            QCOMPARE(*clock.due(Limits) - now, Nanoseconds(15s));
        }
        QVERIFY(clock.judge(now + 15s, acknowledged, Limits) == Cause::WriteStalled);
    }
    void aLateQuestionIsNoVerdict()
    {
        SlowConsumerDetector clock;
        clock.note(Start, true, true, 500, Limits);
        QVERIFY(!clock.judge(Start + 100s, 7, Limits)); // the loop was busy, or the process stopped
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(115s));
        QVERIFY(clock.judge(Start + 115s, 7, Limits) == Cause::WriteStalled);
    }
    void muchIsQueuedForTooLongThoughItMoves()
    {
        SlowConsumerDetector clock;
        for (int second = 0; second < 10; ++second) {
            clock.note(Start + second * 1s, true, true, 1001, Limits);
            QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(10s));
            QVERIFY(!clock.judge(Start + second * 1s, 0, Limits));
        }
        QVERIFY(clock.judge(Start + 10s, 0, Limits) == Cause::QueuedTooLong);
        clock.forgiveQueue();
        QVERIFY(!clock.judge(Start + 10s, 0, Limits));
    }
    void whoHasMoreThanTheSoftLimitIsBehind()
    {
        SlowConsumerDetector clock;
        QVERIFY(!clock.isBehind());
        clock.note(Start, true, true, 1000, Limits);
        QVERIFY(!clock.isBehind());
        clock.note(Start, true, true, 1001, Limits);
        QVERIFY(clock.isBehind());
        clock.forgiveQueue(); // does not change what is queued
        QVERIFY(clock.isBehind());
        clock.note(Start, false, true, 0, Limits);
        QVERIFY(!clock.isBehind());
        SlowLimits limits = Limits;
        limits.outboxSoftFor = 0s; // may last for ever
        clock.note(Start, true, true, 1001, limits);
        QVERIFY(clock.isBehind());
        limits.outboxSoft = 0;
        clock.note(Start, true, true, 1'000'000, limits);
        QVERIFY(!clock.isBehind());
    }
    void aMomentBelowTheSoftLimitIsForgiveness()
    {
        SlowConsumerDetector clock;
        clock.note(Start, true, true, 2000, Limits);
        clock.note(Start + 9s, true, true, 1000, Limits);
        clock.note(Start + 9s, true, true, 2000, Limits);
        QVERIFY(!clock.judge(Start + 10s, 0, Limits));
        QVERIFY(clock.judge(Start + 19s, 0, Limits) == Cause::QueuedTooLong);
    }
    void theSoonerOfBothIsDue()
    {
        SlowConsumerDetector clock;
        clock.note(Start, true, true, 500, Limits);
        QVERIFY(!clock.judge(Start + 15s, 0, Limits));
        clock.note(Start + 25s, true, false, 2000, Limits);
        QCOMPARE(*clock.due(Limits) - Start, Nanoseconds(30s));
        QVERIFY(clock.judge(Start + 30s, 0, Limits) == Cause::WriteStalled);
    }
    void noneIsForEver_data()
    {
        QTest::addColumn<qint64>("soft");
        QTest::addColumn<qint64>("softFor"); // seconds
        QTest::newRow("no soft limit") << qint64(0) << qint64(1);
        QTest::newRow("no time for it") << qint64(1) << qint64(0);
    }
    void noneIsForEver()
    {
        QFETCH(const qint64, soft);
        QFETCH(const qint64, softFor);
        const SlowLimits limits{0s, soft, std::chrono::seconds(softFor)};
        SlowConsumerDetector clock;
        clock.note(Start, true, false, 1'000'000, limits);
        QVERIFY(!clock.due(limits));
        QVERIFY(!clock.judge(Start + 1000h, 0, limits));
    }
};

QTEST_GUILESS_MAIN(TestSlowClock)
#include "tst_slowconsumerdetector.moc"

#include "core/loop/timingwheel.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Bell
{
    explicit Bell(std::function<void()> action = {})
        : onRing(std::move(action))
        , timer(WheelTimer::of<&Bell::ring>(this))
    {
    }
    void ring()
    {
        ++rings;
        if (onRing)
            onRing();
    }

    std::function<void()> onRing;
    int rings = 0;
    WheelTimer timer;
};

} // namespace

class TestTimingWheel : public QObject
{
    Q_OBJECT

private:
    const TimePoint m_start = TimePoint() + 1h;

private Q_SLOTS:
    void firesNeverEarlyAndAtMostATickLate_data()
    {
        QTest::addColumn<qint64>("ms");
        for (qint64 ms : {1, 9, 10, 11, 99, 20'470, 20'480, 20'490, 60'000, 3'600'000})
            QTest::addRow("%lld ms", static_cast<long long>(ms)) << ms;
    }
    void firesNeverEarlyAndAtMostATickLate()
    {
        QFETCH(qint64, ms);
        TimingWheel wheel(m_start, 10ms);
        Bell bell;
        const TimePoint deadline = m_start + Milliseconds(ms);
        wheel.arm(bell.timer, deadline);
        TimePoint now = m_start;
        while (bell.rings == 0 && now < deadline + 1s) {
            now += 1ms;
            wheel.advance(now);
        }
        QCOMPARE(bell.rings, 1);
        QVERIFY(now >= deadline);
        QVERIFY(now <= deadline + 10ms);
        QVERIFY(!bell.timer.isArmed());
    }
    void aDeadlineInThePastFiresAtTheNextTick()
    {
        TimingWheel wheel(m_start, 10ms);
        Bell bell;
        wheel.arm(bell.timer, m_start - 5s);
        wheel.advance(m_start + 9ms);
        QCOMPARE(bell.rings, 0);
        wheel.advance(m_start + 10ms);
        QCOMPARE(bell.rings, 1);
    }
    void afterALongWaitEachDueTimerFiresOnce()
    {
        TimingWheel wheel(m_start, 10ms);
        std::vector<std::unique_ptr<Bell>> bells;
        for (int i = 0; i < 5000; ++i) {
            bells.push_back(std::make_unique<Bell>());
            wheel.arm(bells.back()->timer, m_start + Milliseconds(i * 13));
        }
        wheel.advance(m_start + 1h);
        for (const auto &bell : bells)
            QCOMPARE(bell->rings, 1);
    }
    void cancelledAndMovedTimersDoNotFireAtTheirOldTime()
    {
        TimingWheel wheel(m_start, 10ms);
        Bell cancelled;
        Bell moved;
        wheel.arm(cancelled.timer, m_start + 50ms);
        wheel.arm(moved.timer, m_start + 50ms);
        cancelled.timer.cancel();
        wheel.arm(moved.timer, m_start + 500ms);
        wheel.advance(m_start + 499ms);
        QCOMPARE(cancelled.rings, 0);
        QCOMPARE(moved.rings, 0);
        wheel.advance(m_start + 510ms);
        QCOMPARE(moved.rings, 1);
    }
    void callbacksMayDestroyAndRearmAnyTimer()
    {
        TimingWheel wheel(m_start, 10ms);
        auto victim = std::make_unique<Bell>();
        Bell killer([&] { victim.reset(); });
        Bell again;
        again.onRing = [&] {
            if (again.rings < 3)
                wheel.arm(again.timer, m_start); // past: the next tick, not this turn
        };
        wheel.arm(killer.timer, m_start + 20ms);
        wheel.arm(victim->timer, m_start + 20ms);
        wheel.arm(again.timer, m_start + 20ms);
        wheel.advance(m_start + 20ms);
        QVERIFY(!victim);
        QCOMPARE(killer.rings, 1);
        QCOMPARE(again.rings, 1);
        wheel.advance(m_start + 30ms);
        wheel.advance(m_start + 40ms);
        wheel.advance(m_start + 50ms);
        QCOMPARE(again.rings, 3);
    }
    void nextDueIsALowerBound()
    {
        TimingWheel wheel(m_start, 10ms);
        QVERIFY(!wheel.nextDue());
        Bell near;
        Bell far;
        wheel.arm(far.timer, m_start + 1h);
        QVERIFY(wheel.nextDue());
        QVERIFY(*wheel.nextDue() <= m_start + 1h);
        wheel.arm(near.timer, m_start + 95ms);
        QCOMPARE(*wheel.nextDue(), m_start + 100ms);
        // Waking only when nextDue() says so still finds every deadline in time.
        TimePoint now = m_start;
        while (far.rings == 0) {
            QVERIFY(wheel.nextDue());
            now = *wheel.nextDue();
            wheel.advance(now);
        }
        QCOMPARE(near.rings, 1);
        QVERIFY(now >= m_start + 1h && now <= m_start + 1h + 10ms);
    }
    void aWheelMayBeDestroyedBeforeItsTimers()
    {
        Bell bell;
        {
            TimingWheel wheel(m_start, 10ms);
            wheel.arm(bell.timer, m_start + 1s);
        }
        QVERIFY(!bell.timer.isArmed());
    }
};

QTEST_APPLESS_MAIN(TestTimingWheel)
#include "tst_timingwheel.moc"

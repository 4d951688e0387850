#include "core/worker/drainratelimiter.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

class TestDrainPace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstDoesNotWait()
    {
        DrainRateLimiter pace;
        const TimePoint now = Clock::now();
        pace.begin(10, now);
        QCOMPARE(pace.take(5, now), 1u);
        QCOMPARE(pace.take(5, now + 99ms), 0u);
        QCOMPARE(pace.take(5, now + 101ms), 1u);
        QCOMPARE(pace.take(1, now + 10s), 1u); // no more than is wanted
    }
    void withoutARateNobodyWaits()
    {
        DrainRateLimiter pace;
        pace.begin(0, Clock::now());
        QCOMPARE(pace.take(100'000, Clock::now()), 100'000u);
    }
    void aClockThatIsBehindTakesNothingAway()
    {
        DrainRateLimiter pace;
        const TimePoint now = Clock::now();
        pace.begin(10, now);
        QCOMPARE(pace.take(1, now - 1s), 1u);
        QCOMPARE(pace.take(1, now + 101ms), 1u);
    }
    void beginsAnew()
    {
        DrainRateLimiter pace;
        const TimePoint now = Clock::now();
        pace.begin(10, now);
        pace.begin(1, now + 1s); // what the first would have allowed by now is void
        QCOMPARE(pace.take(5, now + 1s), 1u);
        QCOMPARE(pace.take(5, now + 1900ms), 0u);
    }
    void theRateIsThatOfAllThreadsTogether()
    {
        DrainRateLimiter pace;
        const TimePoint now = Clock::now();
        pace.begin(1000, now);
        std::atomic<std::size_t> taken{0};
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int step = 0; step <= 100; ++step)
                    taken += pace.take(1000, now + step * 20ms);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(taken.load(), 2001u);
    }
};

QTEST_GUILESS_MAIN(TestDrainPace)
#include "tst_drainratelimiter.moc"

#include "core/worker/drainratelimiter.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

class TestDrainRateLimiter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allowsTheFirstAtOnce()
    {
        DrainRateLimiter rateLimiter;
        const TimePoint now = Clock::now();
        rateLimiter.begin(10, now);
        QCOMPARE(rateLimiter.take(5, now), 1u);
        QCOMPARE(rateLimiter.take(5, now + 99ms), 0u);
        QCOMPARE(rateLimiter.take(5, now + 101ms), 1u);
        QCOMPARE(rateLimiter.take(1, now + 10s), 1u); // not more than wanted
    }
    void allowsAllWithoutARate()
    {
        DrainRateLimiter rateLimiter;
        rateLimiter.begin(0, Clock::now());
        QCOMPARE(rateLimiter.take(100'000, Clock::now()), 100'000u);
    }
    void makesUpForNoPause()
    {
        constexpr int Rate = 100;
        DrainRateLimiter rateLimiter;
        TimePoint now = Clock::now();
        rateLimiter.begin(Rate, now);
        rateLimiter.take(1, now);
        now += 10s;
        std::size_t taken = 0;
        for (const TimePoint end = now + 1s; now < end; now += 20ms)
            taken += rateLimiter.take(1000, now);
        QVERIFY2(taken >= Rate && taken <= Rate + 5, qPrintable(QString::number(taken)));
    }
    void toleratesAClockThatIsBehind()
    {
        DrainRateLimiter rateLimiter;
        const TimePoint now = Clock::now();
        rateLimiter.begin(10, now);
        QCOMPARE(rateLimiter.take(1, now - 1s), 1u);
        QCOMPARE(rateLimiter.take(1, now + 101ms), 1u);
    }
    void startsAgain()
    {
        DrainRateLimiter rateLimiter;
        const TimePoint now = Clock::now();
        rateLimiter.begin(10, now);
        rateLimiter.begin(1, now + 1s); // the allowance of the first is void
        QCOMPARE(rateLimiter.take(5, now + 1s), 1u);
        QCOMPARE(rateLimiter.take(5, now + 1900ms), 0u);
    }
    void limitsAllThreadsTogether()
    {
        DrainRateLimiter rateLimiter;
        const TimePoint now = Clock::now();
        rateLimiter.begin(1000, now);
        std::atomic<std::size_t> taken{0};
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int step = 0; step <= 100; ++step)
                    taken += rateLimiter.take(1000, now + step * 20ms);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(taken.load(), 2001u);
    }
};

QTEST_GUILESS_MAIN(TestDrainRateLimiter)
#include "tst_drainratelimiter.moc"

#include "ui/connections/latencyhistory.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr WallTime Begin{Milliseconds(1'760'000'000'000)};

} // namespace

class tst_LatencyHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsFiveMinutes()
    {
        LatencyHistory history;
        for (int i = 0; i < 20; ++i)
            history.add(Begin + i * 25s, (i + 1) * 1ms);
        const WallTime now = Begin + 19 * 25s;
        const std::vector<LatencyHistory::Point> points = history.points(now);
        QCOMPARE(points.size(), std::size_t(13)); // 300 s and both ends
        QCOMPARE(points.front().time, now - 5min);
        QVERIFY(points.front().latency == 8ms);
        QVERIFY(points.back().latency == 20ms);
        QCOMPARE(history.points(now + 1ms).size(), std::size_t(12));
        QVERIFY(history.points(now + 6min).empty());
    }
    void isBounded()
    {
        LatencyHistory history;
        for (int i = 0; i < 1000; ++i)
            history.add(Begin + i * 10ms, std::chrono::microseconds(i));
        const auto points = history.points(Begin + 10s);
        QCOMPARE(points.size(), LatencyHistory::MaxSamples);
        QVERIFY(points.back().latency == 999us);
    }
    void survivesAClockThatIsSetBack()
    {
        LatencyHistory history;
        history.add(Begin, 5ms);
        history.add(Begin - 1h, 6ms);
        history.add(Begin + 1s, 7ms);
        const auto points = history.points(Begin + 1s);
        QCOMPARE(points.size(), std::size_t(3));
        QVERIFY(points[0].time <= points[1].time && points[1].time <= points[2].time);
    }
    void anEndlessLatencyIsCut()
    {
        LatencyHistory history;
        history.add(Begin, std::chrono::hours(24));
        history.add(Begin, Nanoseconds(-7));
        const auto points = history.points(Begin);
        QVERIFY(points[0].latency > 1h && points[0].latency < 24h);
        QVERIFY(points[1].latency == 0ns);
    }
};

QTEST_GUILESS_MAIN(tst_LatencyHistory)
#include "tst_latencyhistory.moc"

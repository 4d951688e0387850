#include "core/observe/statsstream.h"

#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Fixture
{
    Fixture()
        : stream(counters, [this](quint64 measurement) {
            ++measurements;
            last = measurement;
        })
    {
    }
    bool isRequested(int count)
    {
        return waitUntil([&] { return measurements == count; });
    }

    CounterSets counters;
    int measurements = 0;
    quint64 last = 0;
    StatsStream stream;
};

struct Reader
{
    explicit Reader(StatsStream &stream)
        : subscription(stream.subscribe({}))
    {
        QObject::connect(subscription.get(), &StatsSubscription::measured, subscription.get(),
                         [this](const ServerStats &measured) { stats.push_back(measured); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return stats.size() == count; });
    }

    std::unique_ptr<StatsSubscription> subscription;
    std::vector<ServerStats> stats;
};

} // namespace

class TestStatsStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measuresNothingWithoutSubscribers()
    {
        Fixture f;
        f.stream.setWorkers(1);
        const TimePoint end = Clock::now() + 250ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(f.measurements, 0);
    }
    void addsUpAllWorkers()
    {
        Fixture f;
        f.counters.provide(2);
        f.counters.of(0).in.add(true, 10);
        f.counters.of(1).in.add(false, 5);
        f.counters.of(1).out.add(true, 7, 3);
        f.stream.setWorkers(2);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        f.stream.take(f.last, {3, 100, {5ms, 1ms}});
        QVERIFY(reader.stats.empty());
        f.stream.take(f.last, {4, 11, {2ms}});
        QVERIFY(reader.gets(1));
        const ServerStats &stats = reader.stats[0];
        QCOMPARE(stats.connections, 7u);
        QCOMPARE(stats.queuedBytes, 111);
        QCOMPARE(stats.messagesIn, 2u);
        QCOMPARE(stats.bytesIn, 15u);
        QCOMPARE(stats.messagesOut, 3u);
        QCOMPARE(stats.bytesOut, 21u);
        QVERIFY(stats.medianLatency == Nanoseconds(2ms));
    }
    void measuresWhatMostLatenciesAreBelow_data()
    {
        QTest::addColumn<int>("readings"); // 1 ms, 2 ms ...
        QTest::addColumn<int>("median");
        QTest::addColumn<int>("p95");
        QTest::newRow("one") << 1 << 1 << 1;
        QTest::newRow("two") << 2 << 2 << 2;
        QTest::newRow("twenty") << 20 << 11 << 20;
        QTest::newRow("hundred") << 100 << 51 << 96;
        QTest::newRow("thousand") << 1000 << 501 << 951;
    }
    void measuresWhatMostLatenciesAreBelow()
    {
        QFETCH(int, readings);
        QFETCH(int, median);
        QFETCH(int, p95);
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        std::vector<Nanoseconds> latencies;
        for (int i = readings; i > 0; --i)
            latencies.push_back(std::chrono::milliseconds(i));
        f.stream.take(f.last, {quint64(readings), 0, latencies});
        QVERIFY(reader.gets(1));
        QVERIFY(reader.stats[0].medianLatency == Nanoseconds(std::chrono::milliseconds(median)));
        QVERIFY(reader.stats[0].p95Latency == Nanoseconds(std::chrono::milliseconds(p95)));
    }
    void subscribersShareOneMeasurement()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader one(f.stream);
        QVERIFY(f.isRequested(1));
        Reader two(f.stream);
        f.stream.take(f.last, {1, 0, {}});
        QVERIFY(one.gets(1) && two.gets(1));
        QCOMPARE(f.measurements, 1);
        const TimePoint begin = Clock::now();
        QVERIFY(f.isRequested(2));
        QVERIFY(Clock::now() - begin >= 250ms);
        f.stream.take(f.last, {2, 0, {}});
        QVERIFY(one.gets(2) && two.gets(2));
        QCOMPARE(f.measurements, 2);
        QVERIFY(!one.stats[1].medianLatency); // no connection has a reading
        QVERIFY(!one.stats[1].p95Latency);
    }
    void measuresWithoutAServer()
    {
        Fixture f;
        Reader reader(f.stream);
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.stats[0].connections, 0u);
        QCOMPARE(f.measurements, 0);
    }
    void stopDropsTheOutstandingMeasurement()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        f.stream.setWorkers(0);
        f.stream.take(f.last, {9, 0, {}});
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.stats[0].connections, 0u);
    }
};

QTEST_GUILESS_MAIN(TestStatsStream)
#include "tst_statsstream.moc"

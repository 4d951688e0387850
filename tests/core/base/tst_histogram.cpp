#include "core/base/histogram.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr std::array<Nanoseconds, 3> Bounds{1ms, 10ms, 1s};
using Counts = std::vector<quint64>;

} // namespace

class TstHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheBucket_data()
    {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<int>("bucket");

        QTest::newRow("negative") << qint64(-1) << 0;
        QTest::newRow("nothing") << qint64(0) << 0;
        QTest::newRow("at the first bound") << qint64(1'000'000) << 0;
        QTest::newRow("above the first bound") << qint64(1'000'001) << 1;
        QTest::newRow("at the last bound") << qint64(1'000'000'000) << 2;
        QTest::newRow("above the last bound") << qint64(1'000'000'001) << 3;
        QTest::newRow("an hour") << qint64(3'600'000'000'000) << 3;
    }
    void findsTheBucket()
    {
        QFETCH(const qint64, nanoseconds);
        QFETCH(const int, bucket);
        Histogram histogram(Bounds);
        histogram.record(Nanoseconds(nanoseconds));
        Counts expected(4);
        expected[std::size_t(bucket)] = 1;
        const HistogramReading reading = histogram.reading();
        QCOMPARE(reading.counts, expected);
        QCOMPARE(reading.count(), 1u);
        QCOMPARE(qint64(reading.sum.count()), std::max(qint64(0), nanoseconds));
    }
    void readsNothingAtFirst()
    {
        const HistogramReading reading = Histogram(Bounds).reading();
        QCOMPARE(reading.bounds, std::vector<Nanoseconds>(Bounds.begin(), Bounds.end()));
        QCOMPARE(reading.counts, Counts(4));
        QCOMPARE(reading.count(), 0u);
    }
    void takesNoBoundsAndTheMost()
    {
        Histogram one{std::span<const Nanoseconds>()};
        one.record(5ms);
        QCOMPARE(one.reading().counts, Counts{1});

        std::array<Nanoseconds, Histogram::MaxBounds> bounds{};
        for (std::size_t i = 0; i < bounds.size(); ++i)
            bounds[i] = Nanoseconds(i);
        Histogram most(bounds);
        most.record(1h);
        QCOMPARE(most.reading().counts.back(), 1u);
    }
    void addsUp()
    {
        Histogram here(Bounds);
        Histogram there(Bounds);
        here.record(2ms);
        there.record(3ms);
        there.record(2s);
        HistogramReading sum;
        sum.add(here.reading());
        sum.add(there.reading());
        QCOMPARE(sum.counts, (Counts{0, 2, 0, 1}));
        QCOMPARE(sum.sum, Nanoseconds(2005ms));
        QCOMPARE(sum.count(), 3u);
    }
};

QTEST_GUILESS_MAIN(TstHistogram)
#include "tst_histogram.moc"

#include "core/session/latency.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{1h};

LatencyReading measured(Latency &latency, TimePoint &now, Nanoseconds roundTrip)
{
    const QByteArray payload = latency.stamp(now);
    now += roundTrip;
    return latency.take(payload, now) ? *latency.reading() : LatencyReading{};
}

} // namespace

class TestLatency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasNoReadingBeforeTheFirstPong()
    {
        Latency latency;
        QVERIFY(!latency.reading());
        const QByteArray payload = latency.stamp(Start);
        QVERIFY(payload.size() <= 125);
        QVERIFY(!latency.reading());
    }
    void measures()
    {
        Latency latency;
        TimePoint now = Start;
        const LatencyReading first = measured(latency, now, 80ms);
        QCOMPARE(first, (LatencyReading{80ms, 80ms, 0ms}));
        const LatencyReading second = measured(latency, now, 160ms);
        QCOMPARE(second, (LatencyReading{160ms, 90ms, 20ms})); // 7/8 and 1/8; 3/4 and 1/4
        const LatencyReading third = measured(latency, now, 10ms);
        QCOMPARE(third, (LatencyReading{10ms, 80ms, 35ms}));
    }
    void isNeverZero()
    {
        Latency latency;
        TimePoint now = Start;
        QVERIFY(measured(latency, now, 0ns).last > 0ns);
    }
    void aPongIsMeasuredOnce()
    {
        Latency latency;
        const QByteArray payload = latency.stamp(Start);
        QVERIFY(latency.take(payload, Start + 5ms));
        QVERIFY(!latency.take(payload, Start + 900ms));
        QCOMPARE(latency.reading()->last, Nanoseconds(5ms));
    }
    void acceptsOnlyThePongOfTheLastPing()
    {
        Latency latency;
        const QByteArray first = latency.stamp(Start);
        const QByteArray second = latency.stamp(Start + 1s);
        QVERIFY(first != second);
        QVERIFY(!latency.take(first, Start + 2s));
        QVERIFY(latency.take(second, Start + 3s));
        QCOMPARE(latency.reading()->last, Nanoseconds(2s));
    }
    void pingsOfTheSameMomentDiffer()
    {
        Latency one;
        Latency other;
        QVERIFY(one.stamp(Start) != other.stamp(Start));
    }
    void unsolicitedPongsAreIgnored_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("empty") << 0;
        QTest::newRow("too short") << 1;
        QTest::newRow("too long") << 2;
        QTest::newRow("another nonce") << 3;
        QTest::newRow("another time") << 4;
    }
    void unsolicitedPongsAreIgnored()
    {
        QFETCH(const int, how);
        Latency latency;
        const QByteArray valid = latency.stamp(Start);
        QByteArray payload = valid;
        switch (how) {
        case 0:
            payload.clear();
            break;
        case 1:
            payload.chop(1);
            break;
        case 2:
            payload.append('x');
            break;
        case 3:
            payload[payload.size() - 1] = char(payload.back() ^ 1);
            break;
        case 4:
            payload[7] = char(payload[7] ^ 1);
            break;
        }
        QVERIFY(!latency.take(payload, Start + 1ms));
        QVERIFY(!latency.reading());
        QVERIFY(latency.take(valid, Start + 2ms)); // which is still expected
    }
    void acceptsNoPongBeforeAPing()
    {
        Latency latency;
        QVERIFY(!latency.take(QByteArray(16, '\0'), Start));
    }
};

QTEST_GUILESS_MAIN(TestLatency)
#include "tst_latency.moc"

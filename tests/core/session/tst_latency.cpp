#include "core/session/latency.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{1h};

QByteArray sent(Latency &latency, TimePoint now, quint64 streamEnd = 1)
{
    const QByteArray payload = latency.nextPayload();
    latency.sent(now, streamEnd);
    return payload;
}

LatencyReading measured(Latency &latency, TimePoint &now, Nanoseconds roundTrip)
{
    const QByteArray payload = sent(latency, now);
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
        const QByteArray payload = sent(latency, Start);
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
        const QByteArray payload = sent(latency, Start);
        QVERIFY(latency.take(payload, Start + 5ms));
        QVERIFY(!latency.take(payload, Start + 900ms));
        QCOMPARE(latency.reading()->last, Nanoseconds(5ms));
    }
    void measuresEachPingFromWhenItWasSent()
    {
        Latency latency;
        const QByteArray payload = latency.nextPayload();
        QVERIFY(!latency.take(payload, Start)); // it cannot be answered yet
        latency.sent(Start + 5s, 700);
        const std::optional<quint64> streamEnd = latency.take(payload, Start + 7s);
        QVERIFY(streamEnd);
        QCOMPARE(*streamEnd, quint64(700));
        QCOMPARE(latency.reading()->last, Nanoseconds(2s));
    }
    void severalPingsMayBeUnanswered()
    {
        Latency latency;
        QByteArrayList payloads;
        for (quint64 i = 0; i < 5; ++i)
            payloads.append(sent(latency, Start + i * 1s, 100 * (i + 1)));
        QCOMPARE(latency.outstanding(), std::size_t(5));
        QCOMPARE(latency.take(payloads[1], Start + 10s).value_or(0), quint64(200));
        QCOMPARE(latency.reading()->last, Nanoseconds(9s));
        QCOMPARE(latency.outstanding(), std::size_t(3));
        QVERIFY(!latency.take(payloads[0], Start + 10s)); // answered by a later one
        QVERIFY(!latency.take(payloads[1], Start + 10s));
        QCOMPARE(latency.take(payloads[4], Start + 11s).value_or(0), quint64(500));
        QCOMPARE(latency.reading()->last, Nanoseconds(7s));
        QCOMPARE(latency.outstanding(), std::size_t(0));
        QVERIFY(!latency.take(payloads[3], Start + 11s));
    }
    void forgetsTheEarliestOfTooMany()
    {
        Latency latency;
        QByteArrayList payloads;
        for (std::size_t i = 0; i < 3 * Latency::MaxOutstanding; ++i)
            payloads.append(sent(latency, Start));
        QCOMPARE(latency.outstanding(), Latency::MaxOutstanding);
        const auto first = payloads.size() - qsizetype(Latency::MaxOutstanding);
        QVERIFY(!latency.take(payloads[first - 1], Start + 1s));
        QVERIFY(latency.take(payloads[first], Start + 1s));
    }
    void pingsOfTheSameMomentDiffer()
    {
        Latency one;
        Latency other;
        QVERIFY(one.nextPayload() != other.nextPayload());
    }
    void unsolicitedPongsAreIgnored_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("empty") << 0;
        QTest::newRow("too short") << 1;
        QTest::newRow("too long") << 2;
        QTest::newRow("another nonce") << 3;
        QTest::newRow("another beginning") << 4;
    }
    void unsolicitedPongsAreIgnored()
    {
        QFETCH(const int, how);
        Latency latency;
        const QByteArray valid = sent(latency, Start);
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
            payload[0] = char(payload[0] ^ 1);
            break;
        }
        QVERIFY(!latency.take(payload, Start + 1ms));
        QVERIFY(!latency.reading());
        QVERIFY(latency.take(valid, Start + 2ms)); // which is still expected
    }
    void acceptsNoPongBeforeAPing()
    {
        Latency latency;
        QVERIFY(!latency.take(QByteArray(8, '\0'), Start));
    }
};

QTEST_GUILESS_MAIN(TestLatency)
#include "tst_latency.moc"

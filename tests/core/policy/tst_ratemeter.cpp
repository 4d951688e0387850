#include "core/policy/ratemeter.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

class TestRateMeter : public QObject
{
    Q_OBJECT
    const TimePoint start{1000s};

private Q_SLOTS:
    void holdsTwoSecondsOfMessages()
    {
        RateMeter meter(10, 0, start);
        int passed = 0;
        while (meter.isOpen(start)) {
            meter.take(1'000'000, start);
            ++passed;
        }
        QCOMPARE(passed, 20);
        QVERIFY(!meter.isOpen(start + 99ms));
        QVERIFY(meter.isOpen(start + 101ms));
        QVERIFY(meter.isByMessages());
    }
    void aMessageMayOverdrawTheBytesOnce()
    {
        RateMeter meter(0, 1000, start);
        meter.take(1999, start);
        QVERIFY(meter.isOpen(start));
        meter.take(5000, start);
        QVERIFY(!meter.isOpen(start));
        QVERIFY(!meter.isByMessages());
        const TimePoint opens = meter.opensAt(start);
        QVERIFY(opens > start + 4998ms && opens < start + 5001ms);
        QVERIFY(!meter.isOpen(opens - 1ms));
        QVERIFY(meter.isOpen(opens));
    }
    void opensWhenItSays_data()
    {
        QTest::addColumn<qint64>("messages");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("one message") << qint64(1) << qint64(0);
        QTest::newRow("three messages") << qint64(3) << qint64(0);
        QTest::newRow("one byte") << qint64(0) << qint64(1);
        QTest::newRow("both") << qint64(7) << qint64(1000);
        QTest::newRow("huge") << (qint64(1) << 50) << (qint64(1) << 50);
    }
    void opensWhenItSays()
    {
        QFETCH(const qint64, messages);
        QFETCH(const qint64, bytes);
        RateMeter meter(messages, bytes, start);
        TimePoint now = start;
        for (int i = 0; i < 200; ++i) {
            now = meter.opensAt(now);
            QVERIFY(meter.isOpen(now));
            meter.take(3, now);
        }
        QVERIFY(meter.opensAt(now) >= now);
    }
    void doesNotSaveUpMoreThanTwoSeconds()
    {
        RateMeter meter(5, 0, start);
        int passed = 0;
        for (const TimePoint later = start + 1h; meter.isOpen(later); ++passed)
            meter.take(1, later);
        QCOMPARE(passed, 10);
    }
    void holdsTheRateOverTime()
    {
        RateMeter meter(10, 0, start);
        int passed = 0;
        for (TimePoint now = start; now < start + 10s; now += 1ms) {
            if (meter.isOpen(now)) {
                meter.take(1, now);
                ++passed;
            }
        }
        QVERIFY2(passed >= 119 && passed <= 120, qPrintable(QString::number(passed))); // 20 at once, and 10 s
    }
    void zeroIsNoLimit()
    {
        RateMeter meter(0, 0, start);
        for (int i = 0; i < 1000; ++i)
            meter.take(1 << 30, start);
        QVERIFY(meter.isOpen(start));
        QCOMPARE(meter.opensAt(start), start);
    }
};

QTEST_APPLESS_MAIN(TestRateMeter)
#include "tst_ratemeter.moc"

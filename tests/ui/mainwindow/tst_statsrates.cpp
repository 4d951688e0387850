#include "ui/mainwindow/statsrates.h"

#include <QTest>

using namespace signalbox;

class tst_StatsRates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void perSecond()
    {
        ServerStats earlier;
        earlier.at = TimePoint(std::chrono::seconds(10));
        earlier.messagesIn = 100;
        ServerStats later = earlier;
        later.at += std::chrono::milliseconds(500);
        later.messagesIn += 60;
        later.messagesOut = 2400;
        later.bytesIn = 512;
        later.bytesOut = 1;
        const std::optional<StatsRates> rates = ratesBetween(earlier, later);
        QVERIFY(rates);
        QCOMPARE(rates->messagesIn, 120.0);
        QCOMPARE(rates->messagesOut, 4800.0);
        QCOMPARE(rates->bytesIn, 1024.0);
        QCOMPARE(rates->bytesOut, 2.0);
    }

    void noneWithoutTime()
    {
        const ServerStats stats;
        QVERIFY(!ratesBetween(stats, stats));
    }

    void smoothedRatesDoNotFlicker_data()
    {
        QTest::addColumn<int>("reportsPerMessage"); // a report every half second
        QTest::addColumn<double>("rate");
        QTest::newRow("one a second") << 2 << 1.0;
        QTest::newRow("one in two seconds") << 4 << 0.5;
        QTest::newRow("one a report") << 1 << 2.0;
    }
    void smoothedRatesDoNotFlicker()
    {
        QFETCH(int, reportsPerMessage);
        QFETCH(double, rate);
        SmoothedRates smoothed;
        ServerStats stats;
        for (int i = 0; i < 60; ++i) {
            stats.at += std::chrono::milliseconds(500);
            stats.messagesIn += i % reportsPerMessage == 0 ? 1 : 0;
            smoothed.add(stats);
            if (i >= 8)
                QCOMPARE(smoothed.rates()->messagesIn, rate);
        }
    }

    void smoothedRatesFallToZero()
    {
        SmoothedRates smoothed;
        QVERIFY(!smoothed.rates());
        ServerStats stats;
        smoothed.add(stats);
        QVERIFY(!smoothed.rates());
        stats.at += std::chrono::milliseconds(500);
        stats.bytesIn = 1000;
        smoothed.add(stats);
        QCOMPARE(smoothed.rates()->bytesIn, 2000.0); // since the first report
        for (double before = 2000; smoothed.rates()->bytesIn > 0; before = smoothed.rates()->bytesIn) {
            QVERIFY(stats.at.time_since_epoch() <= SmoothedRates::Window + std::chrono::seconds(1));
            QVERIFY(smoothed.rates()->bytesIn <= before);
            stats.at += std::chrono::milliseconds(500);
            smoothed.add(stats);
        }
    }

    void smoothedRatesAfterALongPause()
    {
        SmoothedRates smoothed;
        ServerStats stats;
        smoothed.add(stats);
        stats.at += std::chrono::minutes(1); // the window was hidden
        stats.messagesOut = 600;
        smoothed.add(stats);
        QCOMPARE(smoothed.rates()->messagesOut, 10.0);
    }

    void smoothedRatesStartAgainAfterARestart()
    {
        SmoothedRates smoothed;
        ServerStats stats;
        stats.at += std::chrono::seconds(10);
        stats.messagesIn = 500;
        smoothed.add(stats);
        ServerStats again;
        again.at = stats.at + std::chrono::seconds(1);
        smoothed.add(again);
        QVERIFY(!smoothed.rates());
        again.at += std::chrono::seconds(1);
        again.messagesIn = 7;
        smoothed.add(again);
        QCOMPARE(smoothed.rates()->messagesIn, 7.0);
    }

    void noneAfterARestart()
    {
        ServerStats earlier;
        earlier.bytesOut = 100;
        ServerStats later;
        later.at += std::chrono::seconds(1);
        QVERIFY(!ratesBetween(earlier, later));
    }
};

QTEST_GUILESS_MAIN(tst_StatsRates)
#include "tst_statsrates.moc"

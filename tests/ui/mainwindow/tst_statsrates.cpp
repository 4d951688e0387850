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

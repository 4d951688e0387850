#include "app/ctl/quantities.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_Quantities final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void durations_data();
    void durations();
    void sizes_data();
    void sizes();
    void counts();
    void compactCounts();
    void localTimes();
};

void tst_Quantities::durations_data()
{
    QTest::addColumn<double>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0ms"_s;
    QTest::newRow("negative") << -3.0 << u"0ms"_s;
    QTest::newRow("below one") << 0.42 << u"0.42ms"_s;
    QTest::newRow("below ten") << 8.104 << u"8.1ms"_s;
    QTest::newRow("below a hundred") << 12.34 << u"12.3ms"_s;
    QTest::newRow("whole") << 25.0 << u"25ms"_s;
    QTest::newRow("hundreds") << 999.4 << u"999ms"_s;
    QTest::newRow("rounded to a second") << 999.6 << u"1s"_s;
    QTest::newRow("seconds") << 2500.0 << u"2.5s"_s;
    QTest::newRow("below two minutes") << 119'000.0 << u"119s"_s;
    QTest::newRow("minutes") << 120'000.0 << u"2min"_s;
    QTest::newRow("below an hour") << 3'599'999.0 << u"59min"_s;
    QTest::newRow("an hour") << 3'600'000.0 << u"1h"_s;
    QTest::newRow("hours") << 3'600'000.0 * 5.5 << u"5h30min"_s;
    QTest::newRow("a day") << 86'400'000.0 << u"1d"_s;
    QTest::newRow("days") << 86'400'000.0 * 3 + 3'600'000.0 * 4 << u"3d4h"_s;
}

void tst_Quantities::durations()
{
    QFETCH(const double, milliseconds);
    QTEST(durationText(milliseconds), "text");
}

void tst_Quantities::sizes_data()
{
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0B"_s;
    QTest::newRow("bytes") << 1023.0 << u"1023B"_s;
    QTest::newRow("a KiB") << 1024.0 << u"1KiB"_s;
    QTest::newRow("one and a half") << 1536.0 << u"1.5KiB"_s;
    QTest::newRow("many KiB") << 64.0 * 1024 << u"64KiB"_s;
    QTest::newRow("nearly a MiB") << 1024.0 * 1023 << u"1MiB"_s;
    QTest::newRow("GiB") << 2.5 * 1024 * 1024 * 1024 << u"2.5GiB"_s;
    QTest::newRow("beyond all units") << 5000.0 * 1024 * 1024 * 1024 * 1024 << u"5000TiB"_s;
}

void tst_Quantities::sizes()
{
    QFETCH(const double, bytes);
    QTEST(sizeText(bytes), "text");
}

void tst_Quantities::counts()
{
    QCOMPARE(countText(QJsonValue(17)), u"17"_s);
    QCOMPARE(countText(QJsonValue(qint64(9'007'199'254'740'991))), u"9007199254740991"_s);
    QCOMPARE(countText(QJsonValue(1.5)), u"1.5"_s);
    QCOMPARE(countText(QJsonValue(u"17"_s)), QString());
    QCOMPARE(countText({}), QString());
}

void tst_Quantities::compactCounts()
{
    QCOMPARE(compactCount(0), u"0"_s);
    QCOMPARE(compactCount(9'999'999), u"9999999"_s);
    QCOMPARE(compactCount(10'000'000), u"10M"_s);
    QCOMPARE(compactCount(12'345'678), u"12.3M"_s);
    QCOMPARE(compactCount(999'400'000), u"999M"_s);
    QCOMPARE(compactCount(999'600'000), u"1G"_s);
    QCOMPARE(compactCount(4.56e12), u"4560G"_s);
    QCOMPARE(connectionsText(1), u"1 connection"_s);
    QCOMPARE(connectionsText(0), u"0 connections"_s);
}

void tst_Quantities::localTimes()
{
    qputenv("TZ", "UTC");
    QCOMPARE(localTime(u"2026-01-31T12:00:05.250Z"_s), u"2026-01-31 12:00:05"_s);
    QCOMPARE(localTime(u"yesterday"_s), u"yesterday"_s);
}

QTEST_GUILESS_MAIN(tst_Quantities)
#include "tst_quantities.moc"

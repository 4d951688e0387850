#include "ui/theme/format.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class tst_Format : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void bytes_data();
    void bytes();
    void duration_data();
    void duration();
    void latency_data();
    void latency();
    void rate_data();
    void rate();
    void byteRate();
    void followsTheLocale();
    void dateTime();
};

void tst_Format::bytes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << qint64(0) << u"0 B"_s;
    QTest::newRow("one") << qint64(1) << u"1 B"_s;
    QTest::newRow("below a kB") << qint64(999) << u"999 B"_s;
    QTest::newRow("a kB") << qint64(1000) << u"1.0 kB"_s;
    QTest::newRow("64 KiB") << qint64(65536) << u"65.5 kB"_s;
    QTest::newRow("last with a decimal") << qint64(99'949) << u"99.9 kB"_s;
    QTest::newRow("first without") << qint64(99'950) << u"100 kB"_s;
    QTest::newRow("below a MB") << qint64(999'499) << u"999 kB"_s;
    QTest::newRow("rounds into MB") << qint64(999'500) << u"1.0 MB"_s;
    QTest::newRow("1.2 MB") << qint64(1'234'567) << u"1.2 MB"_s;
    QTest::newRow("GB") << qint64(12'300'000'000) << u"12.3 GB"_s;
    QTest::newRow("TB") << qint64(4'000'000'000'000) << u"4.0 TB"_s;
    QTest::newRow("PB and no further") << qint64(9'000'000'000'000'000'000) << u"9000 PB"_s;
    QTest::newRow("negative") << qint64(-5) << u"0 B"_s;
}

void tst_Format::bytes()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, expected);
    QCOMPARE(Format::bytes(bytes).remove(u','), expected);
}

void tst_Format::duration_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("expected");
    constexpr qint64 Second = 1000;
    constexpr qint64 Minute = 60 * Second;
    constexpr qint64 Hour = 60 * Minute;
    constexpr qint64 Day = 24 * Hour;
    QTest::newRow("a clock set back") << -Hour << u"0 s"_s;
    QTest::newRow("nothing") << qint64(0) << u"0 s"_s;
    QTest::newRow("not yet a second") << qint64(999) << u"0 s"_s;
    QTest::newRow("seconds") << 59 * Second + 999 << u"59 s"_s;
    QTest::newRow("a minute") << Minute << u"1 min"_s;
    QTest::newRow("minutes, rounded down") << 4 * Minute - 1 << u"3 min"_s;
    QTest::newRow("below an hour") << Hour - 1 << u"59 min"_s;
    QTest::newRow("an hour") << Hour << u"1 h 0 min"_s;
    QTest::newRow("hours") << Hour + 20 * Minute << u"1 h 20 min"_s;
    QTest::newRow("below a day") << Day - 1 << u"23 h 59 min"_s;
    QTest::newRow("a day") << Day << u"1 d 0 h"_s;
    QTest::newRow("days") << 52 * Hour << u"2 d 4 h"_s;
}

void tst_Format::duration()
{
    QFETCH(qint64, ms);
    QFETCH(QString, expected);
    QCOMPARE(Format::duration(Milliseconds(ms)), expected);
}

void tst_Format::latency_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("zero") << qint64(0) << u"0 µs"_s;
    QTest::newRow("microseconds") << qint64(350'400) << u"350 µs"_s;
    QTest::newRow("last microsecond") << qint64(999'499) << u"999 µs"_s;
    QTest::newRow("rounds into ms") << qint64(999'500) << u"1.0 ms"_s;
    QTest::newRow("few ms") << qint64(2'440'000) << u"2.4 ms"_s;
    QTest::newRow("last with a decimal") << qint64(9'949'999) << u"9.9 ms"_s;
    QTest::newRow("first without") << qint64(9'950'000) << u"10 ms"_s;
    QTest::newRow("12 ms") << qint64(12'000'000) << u"12 ms"_s;
    QTest::newRow("last ms") << qint64(999'499'999) << u"999 ms"_s;
    QTest::newRow("rounds into s") << qint64(999'500'000) << u"1.0 s"_s;
    QTest::newRow("seconds") << qint64(1'240'000'000) << u"1.2 s"_s;
    QTest::newRow("many seconds") << qint64(120'000'000'000) << u"120 s"_s;
    QTest::newRow("negative") << qint64(-1) << u"0 µs"_s;
}

void tst_Format::latency()
{
    QFETCH(qint64, ns);
    QFETCH(QString, expected);
    QCOMPARE(Format::latency(Nanoseconds(ns)), expected);
}

void tst_Format::rate_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << 0.0 << u"0/s"_s;
    QTest::newRow("slow") << 0.5 << u"0.5/s"_s;
    QTest::newRow("some") << 12.4 << u"12/s"_s;
    QTest::newRow("negative") << -3.0 << u"0/s"_s;
}

void tst_Format::rate()
{
    QFETCH(double, rate);
    QFETCH(QString, expected);
    QCOMPARE(Format::rate(rate), expected);
}

void tst_Format::byteRate()
{
    QCOMPARE(Format::byteRate(1'234'567.0), u"1.2 MB/s"_s);
    QCOMPARE(Format::byteRate(0.4), u"0 B/s"_s);
}

void tst_Format::followsTheLocale()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCOMPARE(Format::count(12'345), u"12,345"_s);
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(Format::count(12'345), u"12.345"_s);
    QCOMPARE(Format::latency(2'400us), u"2,4 ms"_s);
}

void tst_Format::dateTime()
{
    const QDateTime local(QDate(2026, 1, 31), QTime(13, 4, 5));
    const QString text = Format::dateTime(WallTime(Milliseconds(local.toMSecsSinceEpoch())));
    QVERIFY2(text.contains(u"13:04:05"_s) && text.contains(u"31"_s), qPrintable(text));
}

QTEST_GUILESS_MAIN(tst_Format)
#include "tst_format.moc"

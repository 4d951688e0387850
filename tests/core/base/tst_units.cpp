#include "core/base/units.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

class TstUnits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesDurations_data();
    void parsesDurations();
    void rejectsDurations_data();
    void rejectsDurations();
    void formatsDurations_data();
    void formatsDurations();
    void parsesSizes_data();
    void parsesSizes();
    void rejectsSizes_data();
    void rejectsSizes();
    void formatsSizes_data();
    void formatsSizes();
    void errorsNameTheAllowedValues();
};

void TstUnits::parsesDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");

    const auto row = [](const char *text, Milliseconds duration) {
        QTest::newRow(text) << QString::fromLatin1(text) << qint64(duration.count());
    };
    row("0", 0ms);
    row("00", 0ms);
    row("0ms", 0ms);
    row("0d", 0ms);
    row("1ms", 1ms);
    row("500ms", 500ms);
    row("25s", 25s);
    row("025s", 25s);
    row("5min", 5min);
    row("1h", 1h);
    row("7d", 168h);
    row("3650d", 87600h);
    row("87600h", 87600h);
    row("315360000000ms", 87600h);
}

void TstUnits::parsesDurations()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, milliseconds);
    const Result<Milliseconds> duration = parseDuration(text);
    QVERIFY(duration);
    QCOMPARE(qint64(duration->count()), milliseconds);
}

void TstUnits::rejectsDurations_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             " ",
                             "25",
                             "1",
                             "s",
                             "ms",
                             "25x",
                             "25 s",
                             " 25s",
                             "25s ",
                             "-1s",
                             "+1s",
                             "1.5s",
                             "1,5s",
                             "1e3s",
                             "25S",
                             "25MS",
                             "5m",
                             "5minutes",
                             "1h30min",
                             "1w",
                             "0x10s",
                             "s25",
                             "3651d",
                             "87601h",
                             "315360000001ms",
                             "9223372036854775807d",
                             "9223372036854775808ms",
                             "99999999999999999999999999s"})
        QTest::addRow("“%s”", text) << QString::fromLatin1(text);
    QTest::newRow("digits of another script") << u"\u0662s"_s;
    QTest::newRow("micro") << u"5\u00b5s"_s;
}

void TstUnits::rejectsDurations()
{
    QFETCH(const QString, text);
    const Result<Milliseconds> duration = parseDuration(text);
    QVERIFY(!duration);
    QCOMPARE(duration.error().code, Error::Code::Invalid);
    QVERIFY(duration.error().text.startsWith(u"found “%1”, allowed: "_s.arg(text)));
}

void TstUnits::formatsDurations_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");

    const auto row = [](Milliseconds duration, const char *text) {
        QTest::newRow(text) << qint64(duration.count()) << QString::fromLatin1(text);
    };
    row(0ms, "0");
    row(1ms, "1ms");
    row(999ms, "999ms");
    row(1000ms, "1s");
    row(1001ms, "1001ms");
    row(1500ms, "1500ms");
    row(59s, "59s");
    row(60s, "1min");
    row(90s, "90s");
    row(5min, "5min");
    row(60min, "1h");
    row(90min, "90min");
    row(23h, "23h");
    row(24h, "1d");
    row(25h, "25h");
    row(87600h, "3650d");
}

void TstUnits::formatsDurations()
{
    QFETCH(const qint64, milliseconds);
    QFETCH(const QString, text);
    QCOMPARE(formatDuration(Milliseconds(milliseconds)), text);
    const Result<Milliseconds> again = parseDuration(text);
    QVERIFY(again);
    QCOMPARE(qint64(again->count()), milliseconds);
}

void TstUnits::parsesSizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");

    const auto row = [](const char *text, qint64 bytes) {
        QTest::newRow(text) << QString::fromLatin1(text) << bytes;
    };
    row("0", 0);
    row("0B", 0);
    row("0GiB", 0);
    row("1", 1);
    row("512B", 512);
    row("65536", 65536);
    row("64KiB", 65536);
    row("1MiB", 1048576);
    row("2GiB", 2147483648);
    row("8388607GiB", 8388607LL << 30);
    row("9007199254740991", (1LL << 53) - 1);
    row("9007199254740991B", (1LL << 53) - 1);
}

void TstUnits::parsesSizes()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, bytes);
    const Result<qint64> size = parseByteSize(text);
    QVERIFY(size);
    QCOMPARE(*size, bytes);
}

void TstUnits::rejectsSizes_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             " ",
                             "B",
                             "KiB",
                             "64KB",
                             "64kb",
                             "64kib",
                             "64K",
                             "64k",
                             "1MB",
                             "1M",
                             "1TiB",
                             "64 KiB",
                             " 64KiB",
                             "64KiB ",
                             "-1",
                             "+1",
                             "1.5MiB",
                             "0x10",
                             "1e6",
                             "1KiB512B",
                             "9007199254740992",
                             "9007199254740992B",
                             "8388608GiB",
                             "99999999999999999999",
                             "18446744073709551617KiB"})
        QTest::addRow("“%s”", text) << QString::fromLatin1(text);
    QTest::newRow("digits of another script") << u"\u0662KiB"_s;
}

void TstUnits::rejectsSizes()
{
    QFETCH(const QString, text);
    const Result<qint64> size = parseByteSize(text);
    QVERIFY(!size);
    QCOMPARE(size.error().code, Error::Code::Invalid);
    QVERIFY(size.error().text.startsWith(u"found “%1”, allowed: "_s.arg(text)));
}

void TstUnits::formatsSizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");

    const auto row = [](qint64 bytes, const char *text) {
        QTest::newRow(text) << bytes << QString::fromLatin1(text);
    };
    row(0, "0");
    row(1, "1B");
    row(1000, "1000B");
    row(1023, "1023B");
    row(1024, "1KiB");
    row(1025, "1025B");
    row(1536, "1536B");
    row(65536, "64KiB");
    row(1048576, "1MiB");
    row(1572864, "1536KiB");
    row(2147483648, "2GiB");
    row((1LL << 53) - 1, "9007199254740991B");
}

void TstUnits::formatsSizes()
{
    QFETCH(const qint64, bytes);
    QFETCH(const QString, text);
    QCOMPARE(formatByteSize(bytes), text);
    const Result<qint64> again = parseByteSize(text);
    QVERIFY(again);
    QCOMPARE(*again, bytes);
}

void TstUnits::errorsNameTheAllowedValues()
{
    QCOMPARE(parseDuration(u"25x").error().text,
             u"found “25x”, allowed: a whole number with ms, s, min, h or d"_s);
    QCOMPARE(parseDuration(u"4000d").error().text, u"found “4000d”, allowed: at most 3650d"_s);
    QCOMPARE(parseByteSize(u"64KB").error().text,
             u"found “64KB”, allowed: a whole number of bytes, or one with B, KiB, MiB or GiB"_s);
    QCOMPARE(parseByteSize(u"8388608GiB").error().text,
             u"found “8388608GiB”, allowed: less than 2^53 bytes"_s);
}

QTEST_GUILESS_MAIN(TstUnits)
#include "tst_units.moc"

#include "core/model/numberrange.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 Least = std::numeric_limits<qint64>::min();
constexpr qint64 Most = std::numeric_limits<qint64>::max();

} // namespace

class tst_NumberRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QueryKind>("kind");
        QTest::addColumn<Comparison>("comparison");
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("last");
        const auto row = [](QueryKind kind, Comparison comparison, const char *text, qint64 first,
                            qint64 last) {
            QTest::addRow("%d %d %s", int(kind), int(comparison), text)
                << kind << comparison << QString::fromUtf8(text) << first << last;
        };
        using K = QueryKind;
        using C = Comparison;
        row(K::Count, C::Less, "5", Least, 4);
        row(K::Count, C::LessOrEqual, "5", Least, 5);
        row(K::Count, C::Equal, "5", 5, 5);
        row(K::Count, C::GreaterOrEqual, "5", 5, Most);
        row(K::Count, C::Greater, "5", 6, Most);
        row(K::Count, C::Equal, "5-9", 5, 9);
        row(K::Number, C::Equal, "4400-4499", 4400, 4499);
        row(K::Number, C::Equal, "7-7", 7, 7);
        row(K::Number, C::Equal, "4611686018427387904", 1LL << 62, 1LL << 62);
        row(K::Bytes, C::Equal, "64KiB", 65536, 65536);
        row(K::Bytes, C::Greater, "1.5KiB", 1537, Most);
        row(K::Bytes, C::Less, "1.5KiB", Least, 1535);
        row(K::Bytes, C::Greater, "0.0001KiB", 1, Most); // 0.1024 bytes
        row(K::Bytes, C::Less, "0.0001KiB", Least, 0);
        row(K::Bytes, C::GreaterOrEqual, "0.0001KiB", 1, Most);
        row(K::Bytes, C::LessOrEqual, "0.0001KiB", Least, 0);
        row(K::Bytes, C::Equal, "0.0001KiB", 1, 0); // nothing
        row(K::Bytes, C::Equal, "1kib-2KIB", 1024, 2048);
        row(K::Bytes, C::Equal, "3MB", 3'000'000, 3'000'000);
        row(K::Bytes, C::Equal, "2GiB", 2LL << 30, 2LL << 30);
        row(K::Bytes, C::Equal, "17B", 17, 17);
        row(K::Bytes, C::Equal, "17", 17, 17);
        row(K::Time, C::Greater, "100ms", 100'000'001, Most);
        row(K::Time, C::GreaterOrEqual, "1.25s", 1'250'000'000, Most);
        row(K::Time, C::Less, "5min", Least, 299'999'999'999);
        row(K::Time, C::Less, "2h", Least, 7'199'999'999'999);
        row(K::Time, C::Less, "1d", Least, 86'399'999'999'999);
        row(K::Time, C::Less, "3us", Least, 2'999);
        row(K::Time, C::Less, "3\u00b5s", Least, 2'999);
        row(K::Time, C::Less, "3\u03bcs", Least, 2'999);
        row(K::Time, C::Less, "3ns", Least, 2);
        row(K::Time, C::Greater, "0", 1, Most);
        row(K::Time, C::Greater, "0s", 1, Most);
        // Times are compared as they are shown, rounded.
        row(K::Time, C::Equal, "12ms", 11'500'000, 12'499'999);
        row(K::Time, C::Equal, "1.5s", 1'450'000'000, 1'549'999'999);
        row(K::Time, C::Equal, "3ns", 3, 3);
        row(K::Time, C::Equal, "10ms-20ms", 10'000'000, 20'000'000);
    }
    void parses()
    {
        QFETCH(QueryKind, kind);
        QFETCH(Comparison, comparison);
        QFETCH(QString, text);
        const std::optional<NumberRange> range = parseNumberRange(kind, comparison, text);
        QVERIFY(range);
        QTEST(range->first, "first");
        QTEST(range->last, "last");
    }

    void rejects_data()
    {
        QTest::addColumn<QueryKind>("kind");
        QTest::addColumn<QString>("text");
        const auto row = [](QueryKind kind, const char *text) {
            QTest::addRow("%d %s", int(kind), text) << kind << QString::fromUtf8(text);
        };
        using K = QueryKind;
        for (const char *text : {"", "x", "-", "-5", "5-", "5-4", "5-x", "+5", " 5", "5 ", "1e3", "0x5", "٥",
                                 "1.5", "5.", ".5", "5s", "4611686018427387905", "99999999999999999999"})
            row(K::Count, text);
        for (const char *text : {"5s", "5XiB", "1.KiB", "1.1234567891KiB", "4294967297GiB"})
            row(K::Bytes, text);
        for (const char *text : {"5", "0.0", "5KiB", "5 ms", "5m", "53376d"})
            row(K::Time, text);
    }
    void rejects()
    {
        QFETCH(QueryKind, kind);
        QFETCH(QString, text);
        QVERIFY(!parseNumberRange(kind, Comparison::Equal, text));
    }

    void unitsCanBeParsed()
    {
        for (const QueryKind kind : {QueryKind::Time, QueryKind::Bytes}) {
            QVERIFY(!queryUnits(kind).isEmpty());
            for (const QString &unit : queryUnits(kind))
                QVERIFY(parseNumberRange(kind, Comparison::Less, u'5' + unit));
        }
        QVERIFY(queryUnits(QueryKind::Count).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_NumberRange)
#include "tst_numberrange.moc"

#include "core/base/rfc3339.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TestRfc3339 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: it is none
        const auto row = [](const QString &text, const QString &expected) {
            QTest::newRow(qPrintable(text)) << text << expected;
        };
        row(u"2026-01-31T12:00:00Z"_s, u"2026-01-31T12:00:00.000Z"_s);
        row(u"2026-01-31t12:00:00z"_s, u"2026-01-31T12:00:00.000Z"_s);
        row(u"2026-01-31 12:00:00Z"_s, u"2026-01-31T12:00:00.000Z"_s);
        row(u"2026-01-31T12:00:00.5Z"_s, u"2026-01-31T12:00:00.500Z"_s);
        row(u"2026-01-31T12:00:00.123999Z"_s, u"2026-01-31T12:00:00.123Z"_s);
        row(u"2026-01-31T23:59:59.9999Z"_s, u"2026-01-31T23:59:59.999Z"_s);
        row(u"2026-01-31T12:00:00+02:30"_s, u"2026-01-31T09:30:00.000Z"_s);
        row(u"2026-01-31T23:00:00-02:00"_s, u"2026-02-01T01:00:00.000Z"_s);
        row(u"2024-02-29T00:00:00Z"_s, u"2024-02-29T00:00:00.000Z"_s);
        row(u"1969-12-31T23:59:59Z"_s, u"1969-12-31T23:59:59.000Z"_s);
        for (const QString &text :
             {QString(), u"2026-01-31"_s, u"2026-01-31T12:00:00"_s, u"2026-01-31T12:00Z"_s,
              u"2026-02-29T00:00:00Z"_s, u"2026-13-01T00:00:00Z"_s, u"2026-01-31T24:00:00Z"_s,
              u"2026-01-31T12:60:00Z"_s, u"2026-01-31T12:00:00.Z"_s, u"2026-1-31T12:00:00Z"_s,
              u"2026-01-31T12:00:00 Z"_s, u"2026-01-31T12:00:00+0230"_s, u" 2026-01-31T12:00:00Z"_s,
              u"2026-01-31T12:00:00Z\n"_s, u"٢٠٢٦-01-31T12:00:00Z"_s, u"tomorrow"_s})
            row(text, {});
    }
    void reads()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const std::optional<WallTime> time = fromRfc3339(text);
        QCOMPARE(time ? toRfc3339(*time) : QString(), expected);
    }
};

QTEST_GUILESS_MAIN(TestRfc3339)
#include "tst_rfc3339.moc"

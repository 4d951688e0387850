#include "core/base/clock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestClock final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void formatsRfc3339_data();
    void formatsRfc3339();
    void returnsTheWallTime();
};

void TestClock::formatsRfc3339_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64(0) << u"1970-01-01T00:00:00.000Z"_s;
    QTest::newRow("one millisecond") << qint64(1) << u"1970-01-01T00:00:00.001Z"_s;
    QTest::newRow("before the epoch") << qint64(-1) << u"1969-12-31T23:59:59.999Z"_s;
    QTest::newRow("today") << qint64(1769860800000) << u"2026-01-31T12:00:00.000Z"_s;
    QTest::newRow("leap day") << qint64(1709251199999) << u"2024-02-29T23:59:59.999Z"_s;
    QTest::newRow("beyond 32 bits") << qint64(4102444800000) << u"2100-01-01T00:00:00.000Z"_s;
    QTest::newRow("no leap day") << qint64(4107542400000) << u"2100-03-01T00:00:00.000Z"_s;
    QTest::newRow("the last with four digits") << qint64(253402300799999) << u"9999-12-31T23:59:59.999Z"_s;
    QTest::newRow("five digits") << qint64(253402300800000) << u"9999-12-31T23:59:59.999Z"_s;
    QTest::newRow("the largest") << std::numeric_limits<qint64>::max() << u"9999-12-31T23:59:59.999Z"_s;
    QTest::newRow("the first year") << qint64(-62167219200000) << u"0000-01-01T00:00:00.000Z"_s;
    QTest::newRow("before it") << std::numeric_limits<qint64>::min() << u"0000-01-01T00:00:00.000Z"_s;
}

void TestClock::formatsRfc3339()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    const WallTime time{Milliseconds(milliseconds)};
    QCOMPARE(toRfc3339(time), text);
    QByteArray appended("at ");
    appendRfc3339(appended, time);
    QCOMPARE(appended, "at " + text.toLatin1());
}

void TestClock::returnsTheWallTime()
{
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(wallNow().time_since_epoch()).count();
    QVERIFY(qAbs(seconds - qint64(::time(nullptr))) <= 1);
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"

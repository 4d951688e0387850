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
    void knowsTheWallTime();
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
}

void TestClock::formatsRfc3339()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(toRfc3339(WallTime(Milliseconds(milliseconds))), text);
}

void TestClock::knowsTheWallTime()
{
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(wallNow().time_since_epoch()).count();
    QVERIFY(qAbs(seconds - qint64(::time(nullptr))) <= 1);
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"

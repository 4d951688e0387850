#include "core/hub/backpressure.h"

#include <QTest>

using namespace signalbox;

class TestBackpressure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsAboveTheLimitOnly_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<bool>("waits");
        QTest::newRow("nothing") << qint64(0) << false;
        QTest::newRow("the limit") << Backpressure::Limit << false;
        QTest::newRow("one more") << Backpressure::Limit + 1 << true;
    }
    void waitsAboveTheLimitOnly()
    {
        QFETCH(const qint64, bytes);
        Backpressure backpressure;
        backpressure.add(bytes);
        QTEST(backpressure.isBlocked(), "waits");
        QCOMPARE(backpressure.bytes(), bytes);
    }
    void reportsOnceThatTheShardMayResume()
    {
        Backpressure backpressure;
        backpressure.add(Backpressure::Limit + 100);
        QVERIFY(backpressure.isBlocked());
        QVERIFY(backpressure.isBlocked()); // checked again, still reported once
        QVERIFY(!backpressure.remove(50));
        QVERIFY(!backpressure.remove(Backpressure::Limit - Backpressure::Resume + 49));
        QVERIFY(backpressure.remove(1));
        QVERIFY(!backpressure.remove(1));
        QVERIFY(!backpressure.isBlocked());
        QVERIFY(!backpressure.remove(Backpressure::Resume - 1));
        QCOMPARE(backpressure.bytes(), 0);
    }
    void reportsNothingWhenTheShardDidNotWait()
    {
        Backpressure backpressure;
        backpressure.add(Backpressure::Limit + 1);
        QVERIFY(!backpressure.remove(Backpressure::Limit + 1));
    }
};

QTEST_APPLESS_MAIN(TestBackpressure)
#include "tst_backpressure.moc"

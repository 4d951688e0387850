#include "core/hub/backpressure.h"

#include <QTest>

using namespace signalbox;

class TestLag : public QObject
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
        Backpressure lag;
        lag.add(bytes);
        QTEST(lag.isBlocked(), "waits");
        QCOMPARE(lag.bytes(), bytes);
    }
    void isToldOnceWhenItMayGoOn()
    {
        Backpressure lag;
        lag.add(Backpressure::Limit + 100);
        QVERIFY(lag.isBlocked());
        QVERIFY(lag.isBlocked()); // asked again, still told once
        QVERIFY(!lag.remove(50));
        QVERIFY(!lag.remove(Backpressure::Limit - Backpressure::Resume + 49));
        QVERIFY(lag.remove(1));
        QVERIFY(!lag.remove(1));
        QVERIFY(!lag.isBlocked());
        QVERIFY(!lag.remove(Backpressure::Resume - 1));
        QCOMPARE(lag.bytes(), 0);
    }
    void tellsNobodyWhoDidNotWait()
    {
        Backpressure lag;
        lag.add(Backpressure::Limit + 1);
        QVERIFY(!lag.remove(Backpressure::Limit + 1));
    }
};

QTEST_APPLESS_MAIN(TestLag)
#include "tst_backpressure.moc"

#include "core/hub/lag.h"

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
        QTest::newRow("the limit") << Lag::Limit << false;
        QTest::newRow("one more") << Lag::Limit + 1 << true;
    }
    void waitsAboveTheLimitOnly()
    {
        QFETCH(const qint64, bytes);
        Lag lag;
        lag.add(bytes);
        QTEST(lag.mustWait(), "waits");
        QCOMPARE(lag.bytes(), bytes);
    }
    void isToldOnceWhenItMayGoOn()
    {
        Lag lag;
        lag.add(Lag::Limit + 100);
        QVERIFY(lag.mustWait());
        QVERIFY(lag.mustWait()); // asked again, still told once
        QVERIFY(!lag.remove(50));
        QVERIFY(!lag.remove(Lag::Limit - Lag::Resume + 49));
        QVERIFY(lag.remove(1));
        QVERIFY(!lag.remove(1));
        QVERIFY(!lag.mustWait());
        QVERIFY(!lag.remove(Lag::Resume - 1));
        QCOMPARE(lag.bytes(), 0);
    }
    void tellsNobodyWhoDidNotWait()
    {
        Lag lag;
        lag.add(Lag::Limit + 1);
        QVERIFY(!lag.remove(Lag::Limit + 1));
    }
};

QTEST_APPLESS_MAIN(TestLag)
#include "tst_lag.moc"

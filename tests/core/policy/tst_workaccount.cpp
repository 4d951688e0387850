#include "core/policy/workaccount.h"

#include <QTest>

#include <limits>

using namespace signalbox;
using namespace std::chrono_literals;

class TestWorkAccount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSolventUntilOverdrawn()
    {
        const TimePoint now = TimePoint() + 1h;
        WorkAccount account(1000, now);
        account.charge(3999, now);
        QCOMPARE(account.solventAt(now), now); // one byte left of four seconds
        account.charge(1, now);
        QVERIFY(account.solventAt(now) > now);
        QVERIFY(account.solventAt(now) <= now + 2ms);
    }
    void mayBeOverdrawnOnce()
    {
        const TimePoint now = TimePoint() + 1h;
        WorkAccount account(1000, now);
        account.charge(14'000, now);
        const TimePoint solvent = account.solventAt(now);
        QVERIFY(solvent > now + 10s);
        QVERIFY(solvent <= now + 10s + 2ms);
        QVERIFY(account.solventAt(now + 9s) > now + 9s);
        QCOMPARE(account.solventAt(solvent), solvent);
    }
    void refillsUpToTheBurst()
    {
        const TimePoint start = TimePoint() + 1h;
        WorkAccount account(1000, start);
        account.charge(4000, start);
        const TimePoint later = start + 1h;
        QCOMPARE(account.solventAt(later), later);
        account.charge(3999, later);
        QCOMPARE(account.solventAt(later), later);
        account.charge(1, later);
        QVERIFY(account.solventAt(later) > later);
    }
    void returnsWhatWasReserved()
    {
        const TimePoint now = TimePoint() + 1h;
        WorkAccount account(1000, now);
        account.charge(6000, now);
        account.charge(-5000, now);
        QCOMPARE(account.solventAt(now), now);
        QCOMPARE(account.charged(), 1000);
        account.charge(-50'000, now); // never above the burst
        account.charge(4000, now);
        QVERIFY(account.solventAt(now) > now);
    }
    void losesNoFractionOfABytePerCall()
    {
        const TimePoint start = TimePoint() + 1h;
        WorkAccount account(1000, start);
        account.charge(4100, start);
        TimePoint now = start;
        for (int i = 0; i < 2000 && account.solventAt(now) > now; ++i) // one byte takes 1 ms
            now += 100us;
        QVERIFY(now <= start + 102ms);
    }
    void zeroChargesNothing()
    {
        const TimePoint now = TimePoint() + 1h;
        WorkAccount account(0, now);
        account.charge(1'000'000'000'000, now);
        QCOMPARE(account.solventAt(now), now);
        QCOMPARE(account.charged(), 1'000'000'000'000);
    }
    void doesNotOverflow_data()
    {
        QTest::addColumn<qint64>("rate");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("the largest rate") << std::numeric_limits<qint64>::max() << qint64(1000);
        QTest::newRow("the smallest rate, a huge charge") << qint64(1) << (qint64(1) << 55);
    }
    void doesNotOverflow()
    {
        QFETCH(const qint64, rate);
        QFETCH(const qint64, bytes);
        const TimePoint now = TimePoint() + 24h * 365;
        WorkAccount account(rate, now);
        account.charge(bytes, now);
        const TimePoint solvent = account.solventAt(now);
        QVERIFY(solvent >= now);
        QVERIFY(solvent <= now + WorkAccount::MaxWait);
        const TimePoint later = now + 24h * 365 * 100;
        account.charge(1, later);
        QVERIFY(account.solventAt(later) <= later + WorkAccount::MaxWait);
    }
    void handlesLargeRates()
    {
        const TimePoint now = TimePoint() + 24h * 365;
        WorkAccount account(qint64(1) << 40, now);
        account.charge(qint64(1) << 43, now);
        const TimePoint solvent = account.solventAt(now);
        QVERIFY(solvent > now + 4s);
        QVERIFY(solvent < now + 5s);
    }
};

QTEST_APPLESS_MAIN(TestWorkAccount)
#include "tst_workaccount.moc"

#include "core/transport/descriptorshares.h"

#include <QTest>

#include <sys/resource.h>

using namespace signalbox;

class TstDescriptorShares : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shares_data()
    {
        QTest::addColumn<quint64>("limit");
        QTest::addColumn<qint64>("reserve");
        QTest::addColumn<qint64>("admin");
        QTest::addColumn<qint64>("refused");
        QTest::newRow("none") << quint64(0) << qint64(0) << qint64(64) << qint64(32);
        QTest::newRow("hardly any") << quint64(20) << qint64(12) << qint64(6) << qint64(3);
        QTest::newRow("few") << quint64(60) << qint64(15) << qint64(7) << qint64(3);
        QTest::newRow("some") << quint64(256) << qint64(64) << qint64(32) << qint64(16);
        QTest::newRow("usual") << quint64(1024) << qint64(128) << qint64(64) << qint64(32);
        QTest::newRow("many") << quint64(1'048'576) << qint64(128) << qint64(64) << qint64(32);
    }
    void shares()
    {
        QFETCH(const quint64, limit);
        const DescriptorShares shares = DescriptorShares::of(limit);
        QCOMPARE(shares.limit, limit);
        QTEST(shares.reserve, "reserve");
        QTEST(shares.admin, "admin");
        QTEST(shares.refused, "refused");
        QVERIFY(limit == 0 || shares.admin + shares.refused < shares.reserve); // the rest is for files
    }
    void tellsTheReserveByItsNumbers()
    {
        const DescriptorShares shares = DescriptorShares::of(100);
        QVERIFY(!shares.isReserved(74));
        QVERIFY(shares.isReserved(75));
        QVERIFY(shares.isReserved(99));
        QVERIFY(!DescriptorShares::of(0).isReserved(1'000'000));
        QVERIFY(DescriptorShares::of(5).isReserved(0));
    }
    void followsThePresentLimit()
    {
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        rlimit lower = before;
        lower.rlim_cur = 200;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &lower), 0);
        const DescriptorShares shares = DescriptorShares::now();
        ::setrlimit(RLIMIT_NOFILE, &before);
        QCOMPARE(shares.limit, 200u);
        QCOMPARE(shares.reserve, 50);
    }
};

QTEST_GUILESS_MAIN(TstDescriptorShares)
#include "tst_descriptorshares.moc"

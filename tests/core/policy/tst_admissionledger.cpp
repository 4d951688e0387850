#include "core/policy/admissionledger.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

const QHostAddress Alice{u"192.0.2.1"_s};
const QHostAddress Bob{u"192.0.2.2"_s};
const TimePoint Start = TimePoint() + 1000s;

LimitSettings limits(qint64 connections, qint64 perAddress, qint64 perSecond)
{
    LimitSettings settings;
    settings.maxConnections = connections;
    settings.unfinishedHeads = 0; // every peer counts as a connection
    settings.maxConnectionsPerAddress = perAddress;
    settings.connectsPerSecondPerAddress = perSecond;
    return settings;
}

//! How many of \a tries are admitted.
int admitMany(AdmissionLedger &ledger, const QHostAddress &peer, int tries, TimePoint now)
{
    int admitted = 0;
    for (int i = 0; i < tries; ++i)
        admitted += ledger.admit(peer, now) == Admission::Admitted;
    return admitted;
}

} // namespace

class TstAdmissionLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boundsTheServer();
    void unfinishedHeadsAreNoConnections();
    void confirmsConcurrently();
    void boundsAnAddress();
    void boundsTheRate();
    void fullComesFirst();
    void refusalsCostNoToken();
    void zeroIsNoLimit();
    void countsByAddress_data();
    void countsByAddress();
    void loopbackIsExempt_data();
    void loopbackIsExempt();
    void loopbackCountsWhenConfigured();
    void newLimitsApplyToLaterConnections();
    void clockGoesBack();
    void strayReleaseIsHarmless();
    void forgetsAddresses();
    void fullServerOpensNoAccounts();
    void manyThreads();
    void nullCountsInTotalOnly();
    void readmits();
    void readmitsOrChangesNothing();
    void readmitsTheExempt();
};

void TstAdmissionLedger::nullCountsInTotalOnly()
{
    AdmissionLedger ledger(limits(3, 1, 1));
    QCOMPARE(admitMany(ledger, {}, 5, Start), 3); // max_connections
    QCOMPARE(ledger.peers(), 3);
    QCOMPARE(ledger.addresses(), 0);
    for (int i = 0; i < 5; ++i)
        ledger.release({}, false);
    QCOMPARE(ledger.peers(), 0);
}

void TstAdmissionLedger::readmits()
{
    AdmissionLedger ledger(limits(0, 2, 0));
    QCOMPARE(admitMany(ledger, {}, 5, Start), 5); // of a proxy
    QCOMPARE(ledger.readmit({}, Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.readmit({}, Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.readmit({}, Alice, Start), Admission::AddressFull);
    QCOMPARE(ledger.readmit({}, Bob, Start), Admission::Admitted); // others of the proxy are not affected
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressFull);
    QCOMPARE(ledger.peers(), 5);
    QCOMPARE(ledger.readmit(Alice, Bob, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    ledger.release(Alice, false);
    ledger.release(Alice, false);
    ledger.release(Bob, false);
    ledger.release(Bob, false);
    ledger.release({}, false);
    ledger.release({}, false);
    QCOMPARE(ledger.peers(), 0);
    QCOMPARE(admitMany(ledger, Alice, 5, Start), 2); // each was released once
    QCOMPARE(admitMany(ledger, Bob, 5, Start), 2);
}

void TstAdmissionLedger::readmitsOrChangesNothing()
{
    AdmissionLedger ledger(limits(0, 2, 1));
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.readmit(Bob, Alice, Start), Admission::AddressTooFast);
    ledger.release(Bob, false); // where it still counts
    QCOMPARE(ledger.peers(), 1);
    QCOMPARE(ledger.readmit({}, Alice, Start + 1s), Admission::Admitted);
    QCOMPARE(ledger.readmit(Bob, Alice, Start + 2s), Admission::AddressFull);
}

void TstAdmissionLedger::readmitsTheExempt()
{
    AdmissionLedger ledger(limits(0, 1, 1));
    const QHostAddress loopback(QHostAddress::LocalHost);
    QCOMPARE(admitMany(ledger, {}, 3, Start), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(ledger.readmit({}, loopback, Start), Admission::Admitted);
    QCOMPARE(ledger.readmit(loopback, {}, Start), Admission::Admitted);
    QCOMPARE(ledger.readmit({}, {}, Start), Admission::Admitted);
    QCOMPARE(ledger.peers(), 3);
}

void TstAdmissionLedger::boundsTheServer()
{
    AdmissionLedger ledger(limits(2, 0, 0));
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QCOMPARE(ledger.peers(), 2);
    QCOMPARE(ledger.admit(Alice, Start), Admission::ServerFull);
    QCOMPARE(ledger.admit(QHostAddress(QHostAddress::LocalHost), Start), Admission::ServerFull);
    QCOMPARE(ledger.peers(), 2);
    ledger.release(Bob, false);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.peers(), 2);
}

void TstAdmissionLedger::unfinishedHeadsAreNoConnections()
{
    LimitSettings settings = limits(2, 0, 0);
    settings.unfinishedHeads = 1; // UnfinishedHeads bounds them
    AdmissionLedger ledger(settings);
    QCOMPARE(admitMany(ledger, Alice, 50, Start), 50);
    QVERIFY(ledger.confirm());
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QVERIFY(ledger.confirm());
    QVERIFY(!ledger.confirm());
    QCOMPARE(ledger.admit(Bob, Start), Admission::ServerFull);
    ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Bob, Start), Admission::ServerFull);
    ledger.release(Alice, true);
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QVERIFY(ledger.confirm());
    QCOMPARE(ledger.peers(), 50);

    ledger.setLimits(limits(0, 0, 0));
    QVERIFY(ledger.confirm());
}

void TstAdmissionLedger::confirmsConcurrently()
{
    LimitSettings settings = limits(10, 0, 0);
    settings.unfinishedHeads = 1000;
    AdmissionLedger ledger(settings);
    QCOMPARE(admitMany(ledger, Alice, 100, Start), 100);
    std::atomic<int> confirmed{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i)
                confirmed += ledger.confirm() ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(confirmed.load(), 10);
}

void TstAdmissionLedger::boundsAnAddress()
{
    AdmissionLedger ledger(limits(0, 2, 0));
    QCOMPARE(admitMany(ledger, Alice, 2, Start), 2);
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressFull);
    QCOMPARE(ledger.admit(Alice, Start + 1h), Admission::AddressFull);
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressFull);
}

void TstAdmissionLedger::boundsTheRate()
{
    AdmissionLedger ledger(limits(0, 0, 10));
    QCOMPARE(admitMany(ledger, Alice, 20, Start), 10); // the burst: one second's worth
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressTooFast);
    QCOMPARE(admitMany(ledger, Bob, 20, Start), 10);
    QCOMPARE(admitMany(ledger, Alice, 20, Start + 99ms), 0);
    QCOMPARE(admitMany(ledger, Alice, 20, Start + 101ms), 1);
    QCOMPARE(admitMany(ledger, Alice, 20, Start + 510ms), 4);
    QCOMPARE(admitMany(ledger, Alice, 20, Start + 1h), 10); // never more than the burst
}

void TstAdmissionLedger::fullComesFirst()
{
    AdmissionLedger ledger(limits(0, 1, 1));
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressFull);
    ledger.setLimits(limits(1, 1, 1));
    QCOMPARE(ledger.admit(Alice, Start), Admission::ServerFull);
}

void TstAdmissionLedger::refusalsCostNoToken()
{
    AdmissionLedger ledger(limits(0, 1, 2));
    QCOMPARE(admitMany(ledger, Alice, 20, Start), 1);
    ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressTooFast);
}

void TstAdmissionLedger::zeroIsNoLimit()
{
    AdmissionLedger ledger(limits(0, 0, 0));
    QCOMPARE(admitMany(ledger, Alice, 5000, Start), 5000);
    QCOMPARE(ledger.peers(), 5000);
}

void TstAdmissionLedger::countsByAddress_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("together");

    QTest::newRow("two IPv4") << u"192.0.2.1"_s << u"192.0.2.2"_s << false;
    QTest::newRow("mapped IPv4") << u"192.0.2.1"_s << u"::ffff:192.0.2.1"_s << true;
    QTest::newRow("two mapped IPv4") << u"::ffff:192.0.2.1"_s << u"::ffff:192.0.2.2"_s << false;
    QTest::newRow("one /64") << u"2001:db8:0:1::1"_s << u"2001:db8:0:1:ffff:ffff:ffff:ffff"_s << true;
    QTest::newRow("two /64") << u"2001:db8:0:1::1"_s << u"2001:db8:0:2::1"_s << false;
}

void TstAdmissionLedger::countsByAddress()
{
    QFETCH(const QString, one);
    QFETCH(const QString, other);
    QFETCH(const bool, together);
    const Admission caps = together ? Admission::AddressFull : Admission::Admitted;
    AdmissionLedger full(limits(0, 1, 0));
    QCOMPARE(full.admit(QHostAddress(one), Start), Admission::Admitted);
    QCOMPARE(full.admit(QHostAddress(other), Start), caps);
    AdmissionLedger fast(limits(0, 0, 1));
    QCOMPARE(fast.admit(QHostAddress(one), Start), Admission::Admitted);
    QCOMPARE(fast.admit(QHostAddress(other), Start),
             together ? Admission::AddressTooFast : Admission::Admitted);
    full.release(QHostAddress(one), false);
    QCOMPARE(full.peers(), together ? 0 : 1);
}

void TstAdmissionLedger::loopbackIsExempt_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
        QTest::newRow(address) << QString::fromLatin1(address);
}

void TstAdmissionLedger::loopbackIsExempt()
{
    QFETCH(const QString, address);
    const QHostAddress peer(address);
    AdmissionLedger ledger(limits(10, 1, 1));
    QCOMPARE(admitMany(ledger, peer, 20, Start), 10);
    QCOMPARE(ledger.admit(peer, Start), Admission::ServerFull); // it still counts as a connection
    ledger.release(peer, false);
    QCOMPARE(ledger.peers(), 9);
}

void TstAdmissionLedger::loopbackCountsWhenConfigured()
{
    LimitSettings settings = limits(10, 1, 0);
    settings.includeLoopback = true;
    AdmissionLedger ledger(settings);
    const QHostAddress peer(QHostAddress::LocalHost);
    QCOMPARE(ledger.admit(peer, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(peer, Start), Admission::AddressFull);
}

void TstAdmissionLedger::newLimitsApplyToLaterConnections()
{
    AdmissionLedger ledger(limits(0, 0, 0));
    QCOMPARE(admitMany(ledger, Alice, 5, Start), 5);
    ledger.setLimits(limits(0, 3, 0));
    QCOMPARE(ledger.admit(Alice, Start), Admission::AddressFull);
    for (int i = 0; i < 3; ++i)
        ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    ledger.setLimits(limits(0, 0, 2));
    QCOMPARE(admitMany(ledger, Alice, 5, Start + 2s), 2); // a rate where there was none

    // Exempt when it came, counted when it goes.
    const QHostAddress local(QHostAddress::LocalHost);
    AdmissionLedger other(limits(0, 2, 0));
    QCOMPARE(admitMany(other, local, 3, Start), 3);
    LimitSettings strict = limits(0, 2, 0);
    strict.includeLoopback = true;
    other.setLimits(strict);
    QCOMPARE(other.admit(local, Start), Admission::AddressFull);
    other.release(local, false);
    other.release(local, false);
    QCOMPARE(other.peers(), 1);
    QCOMPARE(other.admit(local, Start), Admission::Admitted);
}

void TstAdmissionLedger::clockGoesBack()
{
    AdmissionLedger ledger(limits(0, 0, 2));
    QCOMPARE(admitMany(ledger, Alice, 5, Start), 2);
    QCOMPARE(admitMany(ledger, Alice, 5, Start - 10s), 0);
    QCOMPARE(admitMany(ledger, Alice, 5, Start), 0);
    QCOMPARE(admitMany(ledger, Alice, 5, Start + 501ms), 1);
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Bob, Start - 10s), Admission::Admitted); // takes nothing away
}

void TstAdmissionLedger::strayReleaseIsHarmless()
{
    AdmissionLedger ledger(limits(1, 0, 0));
    ledger.release(Alice, false);
    QCOMPARE(ledger.peers(), 0);
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    ledger.release(Alice, false);
    ledger.release(Alice, false);
    ledger.release(Bob, false);
    QCOMPARE(ledger.peers(), 0);
    QCOMPARE(ledger.admit(Bob, Start), Admission::Admitted);
    QCOMPARE(ledger.admit(Alice, Start), Admission::ServerFull);
}

void TstAdmissionLedger::forgetsAddresses()
{
    AdmissionLedger ledger(limits(0, 0, 200));
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    for (quint32 i = 0; i < 20000; ++i) { // 1,000 new addresses a second
        const QHostAddress peer(0x0A000000u + i);
        const TimePoint now = Start + i * 1ms;
        QCOMPARE(ledger.admit(peer, now), Admission::Admitted);
        ledger.release(peer, false);
        QVERIFY2(ledger.addresses() <= 2100, QByteArray::number(ledger.addresses()).constData());
    }
    QCOMPARE(ledger.peers(), 1);
    QCOMPARE(ledger.admit(Bob, Start + 1h), Admission::Admitted);
    QCOMPARE(ledger.addresses(), 2); // Alice is still connected
    ledger.release(Alice, false);
    QCOMPARE(ledger.admit(Bob, Start + 2h), Admission::Admitted);
    QCOMPARE(ledger.addresses(), 1);
}

void TstAdmissionLedger::fullServerOpensNoAccounts()
{
    AdmissionLedger ledger(limits(1, 0, 200));
    QCOMPARE(ledger.admit(Alice, Start), Admission::Admitted);
    for (quint32 i = 0; i < 1000; ++i)
        QCOMPARE(ledger.admit(QHostAddress(0x0A000000u + i), Start), Admission::ServerFull);
    QCOMPARE(ledger.addresses(), 1);
}

void TstAdmissionLedger::manyThreads()
{
    constexpr int Threads = 4;
    constexpr int Rounds = 5000;
    constexpr qint64 Cap = 3;
    AdmissionLedger ledger(limits(Cap, 0, 0));
    std::atomic<qint64> inside{0};
    std::atomic<int> tooMany{0};
    std::atomic<int> admitted{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < Threads; ++thread) {
        threads.emplace_back([&, thread] {
            const QHostAddress peer(0x0A000000u + quint32(thread % 2)); // two share an account
            for (int i = 0; i < Rounds; ++i) {
                if (ledger.admit(peer, Start + i * 1ms) != Admission::Admitted)
                    continue;
                ++admitted;
                if (++inside > Cap)
                    ++tooMany;
                --inside;
                ledger.release(peer, false);
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(tooMany.load(), 0);
    QVERIFY(admitted.load() >= Rounds); // three always fit, so somebody always came in
    QCOMPARE(ledger.peers(), 0);
    QVERIFY(ledger.addresses() <= 2);
}

QTEST_GUILESS_MAIN(TstAdmissionLedger)
#include "tst_admissionledger.moc"

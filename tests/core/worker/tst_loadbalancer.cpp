#include "core/worker/loadbalancer.h"

#include "core/worker/acceptedsocket.h"

#include "tests/support/rawclient.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint Stranger{QHostAddress(QStringLiteral("203.0.113.9")), 1};

std::vector<std::size_t> draw(LoadBalancer &loadBalancer, int times)
{
    std::vector<std::size_t> drawn;
    for (int i = 0; i < times; ++i) {
        drawn.push_back(loadBalancer.least());
        loadBalancer.of(drawn.back()).add();
    }
    return drawn;
}

} // namespace

class TestLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneGetsAll()
    {
        LoadBalancer loadBalancer(1);
        QCOMPARE(draw(loadBalancer, 3), std::vector<std::size_t>({0, 0, 0}));
        QCOMPARE(loadBalancer.of(0).peers(), 3);
    }
    void equalsTakeTurns()
    {
        LoadBalancer loadBalancer(3);
        QCOMPARE(draw(loadBalancer, 7), std::vector<std::size_t>({0, 1, 2, 0, 1, 2, 0}));
        // Turns go on where they were, also when everybody has left: short visits are spread, too.
        for (std::size_t i = 0; i < 3; ++i) {
            while (loadBalancer.of(i).peers() > 0)
                loadBalancer.of(i).remove();
        }
        QCOMPARE(draw(loadBalancer, 2), std::vector<std::size_t>({1, 2}));
    }
    void whoHasFewestIsNext()
    {
        LoadBalancer loadBalancer(3);
        draw(loadBalancer, 9);
        loadBalancer.of(1).remove();
        loadBalancer.of(1).remove();
        QCOMPARE(draw(loadBalancer, 3), std::vector<std::size_t>({1, 1, 2}));
    }
    void aNewcomerCountsAtOnce()
    {
        LoadBalancer loadBalancer(2);
        AdmissionLedger ledger{LimitSettings{}};
        ledger.admit(Stranger.address, {});
        TcpPair pair;
        {
            AcceptedSocket acceptedSocket(std::move(pair.ours), Stranger, Stranger, ledger,
                                          loadBalancer.of(1));
            QCOMPARE(loadBalancer.of(1).peers(), 1);
            // One that never arrives is hung up on, and gives its places back.
        }
        QCOMPARE(loadBalancer.of(1).peers(), 0);
        QCOMPARE(ledger.connections(), 0);
        QVERIFY(pair.theirs.hasEnded());
    }
    void whoTakesANewcomerHasItsPlaces()
    {
        LoadBalancer loadBalancer(1);
        AdmissionLedger ledger{LimitSettings{}};
        ledger.admit(Stranger.address, {});
        TcpPair pair;
        UniqueFd taken;
        {
            AcceptedSocket acceptedSocket(std::move(pair.ours), Stranger, Stranger, ledger,
                                          loadBalancer.of(0));
            taken = acceptedSocket.takeSocket();
        }
        QVERIFY(taken);
        QVERIFY(!pair.theirs.hasEnded());
        QCOMPARE(loadBalancer.of(0).peers(), 1);
        QCOMPARE(ledger.connections(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLoad)
#include "tst_loadbalancer.moc"

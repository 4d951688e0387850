#include "core/worker/loadbalancer.h"

#include "core/worker/acceptedsocket.h"

#include "tests/support/rawclient.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint PeerAddress{QHostAddress(QStringLiteral("203.0.113.9")), 1};

std::vector<std::size_t> choose(LoadBalancer &loadBalancer, int times)
{
    std::vector<std::size_t> chosen;
    for (int i = 0; i < times; ++i) {
        chosen.push_back(loadBalancer.least());
        loadBalancer.of(chosen.back()).add();
    }
    return chosen;
}

} // namespace

class TestLoadBalancer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneThreadGetsAllPeers()
    {
        LoadBalancer loadBalancer(1);
        QCOMPARE(choose(loadBalancer, 3), std::vector<std::size_t>({0, 0, 0}));
        QCOMPARE(loadBalancer.of(0).peers(), 3);
    }
    void equalLoadsTakeTurns()
    {
        LoadBalancer loadBalancer(3);
        QCOMPARE(choose(loadBalancer, 7), std::vector<std::size_t>({0, 1, 2, 0, 1, 2, 0}));
        // The turns continue when all peers have gone: short connections are spread, too.
        for (std::size_t i = 0; i < 3; ++i) {
            while (loadBalancer.of(i).peers() > 0)
                loadBalancer.of(i).remove();
        }
        QCOMPARE(choose(loadBalancer, 2), std::vector<std::size_t>({1, 2}));
    }
    void choosesTheThreadWithTheFewestPeers()
    {
        LoadBalancer loadBalancer(3);
        choose(loadBalancer, 9);
        loadBalancer.of(1).remove();
        loadBalancer.of(1).remove();
        QCOMPARE(choose(loadBalancer, 3), std::vector<std::size_t>({1, 1, 2}));
    }
    void anAcceptedSocketCountsAtOnce()
    {
        LoadBalancer loadBalancer(2);
        AdmissionLedger ledger{LimitSettings{}};
        UnfinishedHeads heads;
        ledger.admit(PeerAddress.address, {});
        TcpPair pair;
        {
            AcceptedSocket acceptedSocket({std::move(pair.ours), PeerAddress, PeerAddress},
                                          heads.add(PeerAddress.address, 1, {}, 0).ticket, ledger, heads,
                                          loadBalancer.of(1));
            QCOMPARE(loadBalancer.of(1).peers(), 1);
            // A socket that nobody takes is closed and releases its places.
        }
        QCOMPARE(loadBalancer.of(1).peers(), 0);
        QCOMPARE(ledger.peers(), 0);
        QCOMPARE(heads.size(), 0);
        QVERIFY(pair.theirs.hasEnded());
    }
    void theTakerOfASocketKeepsItsPlaces()
    {
        LoadBalancer loadBalancer(1);
        AdmissionLedger ledger{LimitSettings{}};
        UnfinishedHeads heads;
        ledger.admit(PeerAddress.address, {});
        TcpPair pair;
        UniqueFd taken;
        {
            AcceptedSocket acceptedSocket({std::move(pair.ours), PeerAddress, PeerAddress},
                                          heads.add(PeerAddress.address, 0, {}, 0).ticket, ledger, heads,
                                          loadBalancer.of(0));
            taken = std::move(acceptedSocket.takeClient().socket);
        }
        QVERIFY(taken);
        QVERIFY(!pair.theirs.hasEnded());
        QCOMPARE(loadBalancer.of(0).peers(), 1);
        QCOMPARE(ledger.peers(), 1);
        QCOMPARE(heads.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLoadBalancer)
#include "tst_loadbalancer.moc"

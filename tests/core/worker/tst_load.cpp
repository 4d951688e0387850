#include "core/worker/load.h"

#include "core/worker/newcomer.h"

#include "tests/support/rawclient.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint Stranger{QHostAddress(QStringLiteral("203.0.113.9")), 1};

std::vector<std::size_t> draw(Loads &loads, int times)
{
    std::vector<std::size_t> drawn;
    for (int i = 0; i < times; ++i) {
        drawn.push_back(loads.least());
        loads.of(drawn.back()).add();
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
        Loads loads(1);
        QCOMPARE(draw(loads, 3), std::vector<std::size_t>({0, 0, 0}));
        QCOMPARE(loads.of(0).peers(), 3);
    }
    void equalsTakeTurns()
    {
        Loads loads(3);
        QCOMPARE(draw(loads, 7), std::vector<std::size_t>({0, 1, 2, 0, 1, 2, 0}));
        // Turns go on where they were, also when everybody has left: short visits are spread, too.
        for (std::size_t i = 0; i < 3; ++i) {
            while (loads.of(i).peers() > 0)
                loads.of(i).remove();
        }
        QCOMPARE(draw(loads, 2), std::vector<std::size_t>({1, 2}));
    }
    void whoHasFewestIsNext()
    {
        Loads loads(3);
        draw(loads, 9);
        loads.of(1).remove();
        loads.of(1).remove();
        QCOMPARE(draw(loads, 3), std::vector<std::size_t>({1, 1, 2}));
    }
    void aNewcomerCountsAtOnce()
    {
        Loads loads(2);
        AdmissionLedger ledger{LimitSettings{}};
        ledger.admit(Stranger.address, {});
        TcpPair pair;
        {
            Newcomer newcomer(std::move(pair.ours), Stranger, Stranger, ledger, loads.of(1));
            QCOMPARE(loads.of(1).peers(), 1);
            // One that never arrives is hung up on, and gives its places back.
        }
        QCOMPARE(loads.of(1).peers(), 0);
        QCOMPARE(ledger.connections(), 0);
        QVERIFY(pair.theirs.hasEnded());
    }
    void whoTakesANewcomerHasItsPlaces()
    {
        Loads loads(1);
        AdmissionLedger ledger{LimitSettings{}};
        ledger.admit(Stranger.address, {});
        TcpPair pair;
        UniqueFd taken;
        {
            Newcomer newcomer(std::move(pair.ours), Stranger, Stranger, ledger, loads.of(0));
            taken = newcomer.takeSocket();
        }
        QVERIFY(taken);
        QVERIFY(!pair.theirs.hasEnded());
        QCOMPARE(loads.of(0).peers(), 1);
        QCOMPARE(ledger.connections(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLoad)
#include "tst_load.moc"

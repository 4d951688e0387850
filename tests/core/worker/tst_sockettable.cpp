#include "core/worker/sockettable.h"

#include "tests/support/iothread.h"
#include "tests/support/openwebsocket.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint PeerAddress{QHostAddress(QStringLiteral("203.0.113.9")), 1};
const Endpoint Listener{QHostAddress(QHostAddress::LocalHost), 8080};

struct Fixture
{
    Fixture()
        : ledger(LimitSettings{})
        , table(std::make_unique<SocketTable>(loop, ledger, load, [this] { ++emptied; }))
    {
    }
    ~Fixture() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! Counted in ledger and load first, as the acceptor does.
    ClientSocket &admit()
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        ledger.admit(PeerAddress.address, loop.now());
        load.add();
        return table->add(std::move(pair.ours), PeerAddress, Listener, {});
    }
    ClientSocket *reject()
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        return table->addRefused(std::move(pair.ours), PeerAddress, Listener, {});
    }
    bool empties()
    {
        return waitUntil([&] { return emptied == 1; });
    }

    IoLoop &loop = ioLoop();
    AdmissionLedger ledger;
    Load load;
    int emptied = 0;
    std::unique_ptr<SocketTable> table;
    std::vector<RawClient> clients;
};

} // namespace

class TestSocketTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void releasesAdmissions()
    {
        Fixture fixture;
        QVERIFY(fixture.table->isEmpty());
        const quint64 first = fixture.admit().number();
        QVERIFY(fixture.admit().number() != first);
        QCOMPARE(fixture.ledger.connections(), 2);
        QCOMPARE(fixture.load.peers(), 2);
        fixture.clients[0].reset();
        QVERIFY(waitUntil([&] { return fixture.ledger.connections() == 1; }));
        QCOMPARE(fixture.emptied, 0);
        fixture.clients[1].reset();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.connections(), 0);
        QCOMPARE(fixture.load.peers(), 0);
        QVERIFY(fixture.table->isEmpty());
    }
    void rejectedSocketsHaveNoAdmission()
    {
        Fixture fixture;
        fixture.admit();
        QVERIFY(fixture.reject());
        QCOMPARE(fixture.ledger.connections(), 1);
        QCOMPARE(fixture.load.peers(), 1);
        fixture.clients[1].reset();
        const RawClient &alive = fixture.clients[0];
        QVERIFY(alive.isConnected());
        fixture.clients[0].reset();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.connections(), 0);
        QCOMPARE(fixture.load.peers(), 0);
    }
    void limitsHowManyAreRejectedAtATime()
    {
        Fixture fixture;
        for (int i = 0; i < SocketTable::MaxRefused; ++i)
            QVERIFY(fixture.reject());
        QVERIFY(!fixture.reject());
        QVERIFY(waitUntil([&] { return fixture.clients.back().hasEnded(); })); // closed without an answer
        fixture.clients.front().reset();
        QVERIFY(waitUntil([&] { return fixture.reject() != nullptr; }));
    }
    void abortsUnfinishedHandshakes()
    {
        Fixture fixture;
        fixture.admit();
        OpenWebSocket open(fixture.admit());
        fixture.table->abortPending();
        QVERIFY(waitUntil([&] { return fixture.clients[0].hasEnded(); }));
        QVERIFY(open.isOpen());
        QVERIFY(!fixture.table->isEmpty());
        fixture.table->abortAll(CloseReason::of(Cause::Drain));
        QVERIFY(fixture.empties());
        const std::vector<ReceivedFrame> frames = fixture.clients[1].frames();
        QCOMPARE(frames.size(), std::size_t(1));
        QCOMPARE(frames[0].closeCode(), 1012);
    }
    void releasesAdmissionsWhenDestroyed()
    {
        Fixture fixture;
        fixture.admit();
        fixture.admit();
        QVERIFY(fixture.reject());
        fixture.table.reset();
        QCOMPARE(fixture.ledger.connections(), 0);
        QCOMPARE(fixture.load.peers(), 0);
        QCOMPARE(fixture.emptied, 0);
        for (RawClient &client : fixture.clients)
            QVERIFY(waitUntil([&] { return client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestSocketTable)
#include "tst_sockettable.moc"

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

enum class Exempt : quint8 { No, Yes }; //!< from limits by address

struct Fixture
{
    explicit Fixture(qint64 perAddress = 1000)
        : ledger(LimitSettings{.maxConnections = 2, .maxConnectionsPerAddress = perAddress})
        , table(std::make_unique<SocketTable>(loop, ledger, heads, load, [this] { ++emptied; }))
    {
    }
    ~Fixture() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! Counted in ledger and load first, as the acceptor does.
    ClientSocket &admit(Exempt exempt = Exempt::No, const std::optional<Endpoint> &proxy = {})
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        AcceptedClient client{std::move(pair.ours), PeerAddress, Listener};
        client.proxy = proxy;
        client.isExempt = exempt == Exempt::Yes;
        ledger.admit(client.countedAddress(), loop.now());
        load.add();
        tickets.push_back(heads.add(PeerAddress.address, 0, loop.now(), 0).ticket);
        return table->add(std::move(client), tickets.back(), {});
    }
    ClientSocket &reject()
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        return table->addRefused({std::move(pair.ours), PeerAddress, Listener}, {});
    }
    bool empties()
    {
        return waitUntil([&] { return emptied == 1; });
    }

    IoLoop &loop = ioLoop();
    AdmissionLedger ledger;
    UnfinishedHeads heads;
    std::vector<UnfinishedHeads::Ticket> tickets;
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
        QCOMPARE(fixture.ledger.peers(), 2);
        QCOMPARE(fixture.load.peers(), 2);
        fixture.clients[0].reset();
        QVERIFY(waitUntil([&] { return fixture.ledger.peers() == 1; }));
        QCOMPARE(fixture.emptied, 0);
        fixture.clients[1].reset();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.load.peers(), 0);
        QVERIFY(fixture.table->isEmpty());
    }
    void rejectedSocketsHaveNoAdmission()
    {
        Fixture fixture;
        fixture.admit();
        fixture.reject();
        QCOMPARE(fixture.table->refused(), 1);
        QCOMPARE(fixture.heads.size(), 1);
        QCOMPARE(fixture.ledger.peers(), 1);
        QCOMPARE(fixture.load.peers(), 1);
        fixture.clients[1].reset();
        const RawClient &alive = fixture.clients[0];
        QVERIFY(alive.isConnected());
        fixture.clients[0].reset();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.load.peers(), 0);
    }
    void countsThoseThatAreBeingRejected()
    {
        Fixture fixture;
        fixture.reject();
        fixture.reject();
        QCOMPARE(fixture.table->refused(), 2);
        fixture.clients.front().reset();
        QVERIFY(waitUntil([&] { return fixture.table->refused() == 1; }));
    }
    void confirmsConnections()
    {
        Fixture fixture;
        const ClientSocket &first = fixture.admit();
        const ClientSocket &second = fixture.admit();
        ClientSocket &third = fixture.admit();
        QCOMPARE(fixture.table->findUnfinished(fixture.tickets[2]), &third);
        QVERIFY(fixture.table->confirm(first));
        QVERIFY(fixture.table->confirm(second));
        QVERIFY(!fixture.table->confirm(third)); // max_connections
        QCOMPARE(fixture.heads.size(), 1);
        QVERIFY(!fixture.table->findUnfinished(fixture.tickets[0]));
        QCOMPARE(fixture.table->findUnfinished(fixture.tickets[2]), &third);
        fixture.clients[0].reset();
        QVERIFY(waitUntil([&] { return fixture.ledger.peers() == 2; }));
        QVERIFY(fixture.table->confirm(third));
        QCOMPARE(fixture.heads.size(), 0);
        fixture.clients[1].reset();
        fixture.clients[2].reset();
        QVERIFY(fixture.empties());
        QVERIFY(fixture.ledger.confirm()); // two places are free again
        QVERIFY(fixture.ledger.confirm());
    }
    void countsByTheForwardedAddress()
    {
        Fixture fixture(1);
        const Endpoint forwarded{QHostAddress(QStringLiteral("198.51.100.4")), 0};
        ClientSocket &first = fixture.admit(Exempt::Yes);
        ClientSocket &second = fixture.admit(Exempt::Yes);
        QCOMPARE(fixture.table->readmit(first, {forwarded, PeerAddress}), Admission::Admitted);
        QCOMPARE(fixture.table->readmit(second, {forwarded, PeerAddress}), Admission::AddressFull);
        QCOMPARE(fixture.table->readmit(second, {PeerAddress, {}, true}),
                 Admission::Admitted); // names nobody
        QCOMPARE(fixture.ledger.peers(), 2);
        fixture.clients.clear();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.ledger.admit(forwarded.address, fixture.loop.now()), Admission::Admitted);
    }
    void keepsWhatAProxyHeaderSaid()
    {
        Fixture fixture(1);
        const Endpoint proxy{QHostAddress(QStringLiteral("10.0.0.1")), 50000};
        const ClientSocket &client = fixture.admit(Exempt::No, proxy);
        QCOMPARE(client.peer(), PeerAddress);
        QCOMPARE(client.address(), (ClientAddress{PeerAddress, proxy}));
        fixture.clients.clear();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.ledger.admit(PeerAddress.address, fixture.loop.now()), Admission::Admitted);
    }
    void forgetsUnfinishedHeadsThatLeave()
    {
        Fixture fixture;
        fixture.admit();
        fixture.clients[0].reset();
        QVERIFY(fixture.empties());
        QCOMPARE(fixture.heads.size(), 0);
        QVERIFY(!fixture.table->findUnfinished(fixture.tickets[0]));
    }
    // Another thread evicts it while it becomes a connection: the connection wins.
    void anEvictionThatComesTooLateFindsNothing()
    {
        Fixture fixture;
        const ClientSocket &client = fixture.admit();
        QVERIFY(fixture.heads.evictAddedBy(fixture.loop.now()));
        QVERIFY(fixture.table->confirm(client));
        QVERIFY(!fixture.table->findUnfinished(fixture.tickets[0]));
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
        fixture.reject();
        fixture.table.reset();
        QCOMPARE(fixture.heads.size(), 0);
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.load.peers(), 0);
        QCOMPARE(fixture.emptied, 0);
        for (RawClient &client : fixture.clients)
            QVERIFY(waitUntil([&] { return client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestSocketTable)
#include "tst_sockettable.moc"

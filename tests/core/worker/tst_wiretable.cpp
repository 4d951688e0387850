#include "core/worker/wiretable.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint Stranger{QHostAddress(QStringLiteral("203.0.113.9")), 1};
const Endpoint Listener{QHostAddress(QHostAddress::LocalHost), 8080};

struct Cloakroom
{
    Cloakroom()
        : ledger(LimitSettings{})
        , table(std::make_unique<WireTable>(loop, ledger, load, [this] { ++emptied; }))
    {
    }
    ~Cloakroom() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Cloakroom)

    //! As the acceptor does: counted in first.
    Wire &admit()
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        ledger.admit(Stranger.address, loop.now());
        load.add();
        return table->add(std::move(pair.ours), Stranger, Listener, {});
    }
    Wire *refuse()
    {
        TcpPair pair;
        clients.push_back(std::move(pair.theirs));
        return table->addRefused(std::move(pair.ours), Stranger, Listener, {});
    }
    bool empties()
    {
        return waitUntil([&] { return emptied == 1; });
    }

    IoLoop &loop = ioLoop();
    AdmissionLedger ledger;
    Load load;
    int emptied = 0;
    std::unique_ptr<WireTable> table;
    std::vector<RawClient> clients;
};

} // namespace

class TestWireTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesThePlacesBack()
    {
        Cloakroom room;
        QVERIFY(room.table->isEmpty());
        const quint64 first = room.admit().number();
        QVERIFY(room.admit().number() != first);
        QCOMPARE(room.ledger.connections(), 2);
        QCOMPARE(room.load.peers(), 2);
        room.clients[0].reset();
        QVERIFY(waitUntil([&] { return room.ledger.connections() == 1; }));
        QCOMPARE(room.emptied, 0);
        room.clients[1].reset();
        QVERIFY(room.empties());
        QCOMPARE(room.ledger.connections(), 0);
        QCOMPARE(room.load.peers(), 0);
        QVERIFY(room.table->isEmpty());
    }
    void whoIsRefusedHasNoPlaceToGiveBack()
    {
        Cloakroom room;
        room.admit();
        QVERIFY(room.refuse());
        QCOMPARE(room.ledger.connections(), 1);
        QCOMPARE(room.load.peers(), 1);
        room.clients[1].reset();
        const RawClient &alive = room.clients[0];
        QVERIFY(alive.isConnected());
        room.clients[0].reset();
        QVERIFY(room.empties());
        QCOMPARE(room.ledger.connections(), 0);
        QCOMPARE(room.load.peers(), 0);
    }
    void onlySoManyAreToldNoAtATime()
    {
        Cloakroom room;
        for (int i = 0; i < WireTable::MaxRefused; ++i)
            QVERIFY(room.refuse());
        QVERIFY(!room.refuse());
        QVERIFY(waitUntil([&] { return room.clients.back().hasEnded(); })); // closed without a word
        room.clients.front().reset();
        QVERIFY(waitUntil([&] { return room.refuse() != nullptr; }));
    }
    void endsThoseWhoAreNotConnections()
    {
        Cloakroom room;
        room.admit();
        Wire &open = room.admit();
        WireSocket *socket = open.upgrade({});
        open.open({});
        room.table->abortPending();
        QVERIFY(waitUntil([&] { return room.clients[0].hasEnded(); }));
        QCOMPARE(int(open.stage()), int(Wire::Stage::Open));
        QVERIFY(!room.table->isEmpty());
        room.table->abortAll(CloseReason::of(Cause::Drain));
        QVERIFY(room.empties());
        const std::vector<HeardFrame> frames = room.clients[1].frames();
        QCOMPARE(frames.size(), std::size_t(1));
        QCOMPARE(frames[0].closeCode(), 1012);
        delete socket;
    }
    void givesThePlacesBackWhenItGoes()
    {
        Cloakroom room;
        room.admit();
        room.admit();
        QVERIFY(room.refuse());
        room.table.reset();
        QCOMPARE(room.ledger.connections(), 0);
        QCOMPARE(room.load.peers(), 0);
        QCOMPARE(room.emptied, 0);
        for (RawClient &client : room.clients)
            QVERIFY(waitUntil([&] { return client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWireTable)
#include "tst_wiretable.moc"

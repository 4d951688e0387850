#include "core/worker/loadshedder.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QPointer>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

const Endpoint PeerAddress{QHostAddress(QStringLiteral("203.0.113.9")), 1};
const Endpoint Listener{QHostAddress(QHostAddress::LocalHost), 8080};
constexpr qint64 KiB = 1024;

//! The wires of one io thread. Their clients read only when a test reads their frames.
struct Fixture
{
    explicit Fixture(qint64 limit)
        : budget(limit)
        , loadShedder(loop, budget, table, ledger)
        , table(loop, ledger, load, [] {})
    {
    }
    ~Fixture()
    {
        table.abortAll(CloseReason::of(Cause::Shutdown));
        runUntilIdle();
        for (const QPointer<WireSocket> &socket : sockets)
            delete socket.data();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    Wire &open()
    {
        TcpPair pair(4096, 4096);
        clients.push_back(std::move(pair.theirs));
        ledger.admit(PeerAddress.address, loop.now());
        load.add();
        WireSettings settings;
        settings.outboxHard = 0;
        settings.memory = &loadShedder;
        Wire &wire = table.add(std::move(pair.ours), PeerAddress, Listener, settings);
        sockets.push_back(wire.upgrade({}));
        wire.open({});
        return wire;
    }
    //! A wire with about \a bytes in its outbox.
    Wire &openWith(qint64 bytes)
    {
        Wire &wire = open();
        for (; bytes > 0; bytes -= KiB)
            (void)wire.send(PreparedMessage(Opcode::Binary, QByteArray(KiB, 'x')));
        return wire;
    }
    //! Waits for longer than the interval at which the shedder checks.
    bool passTime()
    {
        const TimePoint end = Clock::now() + 250ms;
        return waitUntil([&] { return Clock::now() >= end; });
    }
    static bool isOpen(const Wire &wire) { return wire.stage() == Wire::Stage::Open; }

    IoLoop &loop = ioLoop();
    MemoryBudget budget;
    LimitSettings limits;
    AdmissionLedger ledger{limits};
    Load load;
    LoadShedder loadShedder;
    WireTable table;
    std::vector<RawClient> clients;
    std::vector<QPointer<WireSocket>> sockets;
};

} // namespace

class TestLoadShedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesTheLargestHoldersFirstAndNoMoreThanNeeded()
    {
        Fixture fixture(1000 * KiB);
        const Wire &little = fixture.openWith(100 * KiB);
        const Wire &worst = fixture.openWith(600 * KiB);
        const Wire &second = fixture.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return !Fixture::isOpen(worst); }));
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(second));
        QVERIFY(Fixture::isOpen(little));
        QVERIFY(fixture.budget.used() <= 875 * KiB);
        QVERIFY(waitUntil([&] {
            const std::vector<HeardFrame> frames = fixture.clients[1].frames();
            return !frames.empty() && frames.back().closeCode() == 1013;
        }));
    }
    void closesSomeOfEqualHolders()
    {
        Fixture fixture(1000 * KiB);
        std::vector<Wire *> wires;
        for (int i = 0; i < 20; ++i)
            wires.push_back(&fixture.openWith(100 * KiB));
        QVERIFY(waitUntil([&] { return fixture.budget.used() <= 875 * KiB; }));
        QVERIFY(fixture.passTime());
        const auto left =
            std::ranges::count_if(wires, [](const Wire *wire) { return Fixture::isOpen(*wire); });
        QVERIFY2(left >= 7 && left <= 10, qPrintable(QString::number(left)));
    }
    void closesNoneBelowTheLimit()
    {
        Fixture fixture(1000 * KiB);
        const Wire &wire = fixture.openWith(900 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(wire));
        QVERIFY(fixture.budget.used() > 800 * KiB);
    }
    void closesNoneWithoutALimit()
    {
        Fixture fixture(0);
        const Wire &wire = fixture.openWith(2000 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(wire));
    }
    void freesItsShareOfAnExcessOfOtherThreads()
    {
        Fixture fixture(1000 * KiB);
        const Wire &worst = fixture.openWith(300 * KiB);
        const Wire &second = fixture.openWith(200 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(worst));
        fixture.ledger.admit(PeerAddress.address, fixture.loop.now()); // a peer of another thread
        fixture.budget.add(700 * KiB); // which holds 700 KiB; five twelfths of the excess are ours
        QVERIFY(waitUntil([&] { return !Fixture::isOpen(worst); }));
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(second));
        fixture.budget.add(-700 * KiB);
    }
    void sparesWiresThatHoldLittle()
    {
        Fixture fixture(1000 * KiB);
        const Wire &wire = fixture.openWith(50 * KiB);
        fixture.budget.add(2000 * KiB); // held by another thread
        QVERIFY(fixture.passTime());
        QVERIFY(Fixture::isOpen(wire));
        fixture.budget.add(-2000 * KiB);
    }
    void countsIncompleteMessages()
    {
        Fixture fixture(40 * KiB);
        const Wire &small = fixture.open();
        const Wire &wire = fixture.open();
        fixture.clients[1].say(frame(Opcode::Binary, QByteArray(60 * KiB, 'x')).chopped(10));
        QVERIFY(waitUntil([&] { return !Fixture::isOpen(wire); }));
        QVERIFY(Fixture::isOpen(small));
        QVERIFY(waitUntil([&] { return fixture.budget.used() == 0; }));
    }
    void freesAllWhenTheConnectionsEnd()
    {
        Fixture fixture(10'000 * KiB);
        fixture.openWith(500 * KiB);
        fixture.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return fixture.budget.used() > 800 * KiB; }));
        QCOMPARE(fixture.loadShedder.held(), fixture.budget.used());
        fixture.clients.clear(); // they reset the connection: data was unread
        QVERIFY(waitUntil([&] { return fixture.table.isEmpty(); }));
        QCOMPARE(fixture.budget.used(), 0);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLoadShedder)
#include "tst_loadshedder.moc"

#include "core/worker/loadshedder.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/openwebsocket.h"
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

//! The connections of one io thread. Their clients read only when a test reads their frames.
struct Fixture
{
    explicit Fixture(qint64 limit)
        : budget(limit)
        , loadShedder(loop, budget, table, ledger, [this] { ++historyDrops; })
        , table(loop, ledger, heads, load, [] {})
    {
    }
    ~Fixture()
    {
        table.abortAll(CloseReason::of(Cause::Shutdown));
        runUntilIdle();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    OpenWebSocket &open()
    {
        TcpPair pair(4096, 4096);
        clients.push_back(std::move(pair.theirs));
        ledger.admit(PeerAddress.address, loop.now());
        load.add();
        SocketSettings settings;
        settings.outboxHard = 0;
        settings.memory = &loadShedder;
        connections.push_back(std::make_unique<OpenWebSocket>(
            table.add({std::move(pair.ours), PeerAddress, Listener}, 0, settings)));
        return *connections.back();
    }
    //! A connection with about \a bytes in its outbox.
    OpenWebSocket &openWith(qint64 bytes)
    {
        OpenWebSocket &connection = open();
        for (; bytes > 0; bytes -= KiB)
            (void)connection.end().send(PreparedMessage(Opcode::Binary, QByteArray(KiB, 'x')));
        return connection;
    }
    //! Waits for longer than the interval at which the shedder checks.
    bool passTime()
    {
        const TimePoint end = Clock::now() + 250ms;
        return waitUntil([&] { return Clock::now() >= end; });
    }

    IoLoop &loop = ioLoop();
    MemoryBudget budget;
    LimitSettings limits;
    AdmissionLedger ledger{limits};
    UnfinishedHeads heads;
    Load load;
    int historyDrops = 0;
    LoadShedder loadShedder;
    SocketTable table;
    std::vector<RawClient> clients;
    std::vector<std::unique_ptr<OpenWebSocket>> connections;
};

} // namespace

class TestLoadShedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesTheLargestHoldersFirstAndNoMoreThanNeeded()
    {
        Fixture fixture(1000 * KiB);
        const OpenWebSocket &little = fixture.openWith(100 * KiB);
        const OpenWebSocket &worst = fixture.openWith(600 * KiB);
        const OpenWebSocket &second = fixture.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return !worst.isOpen(); }));
        QVERIFY(fixture.passTime());
        QVERIFY(second.isOpen());
        QVERIFY(little.isOpen());
        QVERIFY(fixture.budget.used() <= 875 * KiB);
        QVERIFY(waitUntil([&] {
            const std::vector<ReceivedFrame> frames = fixture.clients[1].frames();
            return !frames.empty() && frames.back().closeCode() == 1013;
        }));
    }
    void historyGivesWayBeforeConnections()
    {
        Fixture fixture(1000 * KiB);
        fixture.budget.part(MemoryPart::History).add(900 * KiB);
        const OpenWebSocket &first = fixture.openWith(50 * KiB);
        QCOMPARE(fixture.historyDrops, 0); // there is place for both
        const OpenWebSocket &second = fixture.openWith(600 * KiB);
        QVERIFY(waitUntil([&] { return fixture.historyDrops > 0; }));
        QVERIFY(fixture.passTime());
        QVERIFY(first.isOpen() && second.isOpen());
        QVERIFY(fixture.budget.admits());
        const OpenWebSocket &third = fixture.openWith(500 * KiB); // too much even without any history
        QVERIFY(waitUntil([&] { return !second.isOpen(); }));
        QVERIFY(fixture.passTime());
        QVERIFY(first.isOpen() && third.isOpen());
    }
    void closesSomeOfEqualHolders()
    {
        Fixture fixture(1000 * KiB);
        std::vector<OpenWebSocket *> connections;
        for (int i = 0; i < 20; ++i)
            connections.push_back(&fixture.openWith(100 * KiB));
        QVERIFY(waitUntil([&] { return fixture.budget.used() <= 875 * KiB; }));
        QVERIFY(fixture.passTime());
        const auto left = std::ranges::count_if(
            connections, [](const OpenWebSocket *connection) { return connection->isOpen(); });
        QVERIFY2(left >= 7 && left <= 10, qPrintable(QString::number(left)));
    }
    void closesNoneBelowTheLimit()
    {
        Fixture fixture(1000 * KiB);
        const OpenWebSocket &connection = fixture.openWith(900 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(connection.isOpen());
        QVERIFY(fixture.budget.used() > 800 * KiB);
    }
    void closesNoneWithoutALimit()
    {
        Fixture fixture(0);
        const OpenWebSocket &connection = fixture.openWith(2000 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(connection.isOpen());
    }
    void freesItsShareOfAnExcessOfOtherThreads()
    {
        Fixture fixture(1000 * KiB);
        const OpenWebSocket &worst = fixture.openWith(300 * KiB);
        const OpenWebSocket &second = fixture.openWith(200 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(worst.isOpen());
        fixture.ledger.admit(PeerAddress.address, fixture.loop.now()); // a peer of another thread
        fixture.budget.part(MemoryPart::Outboxes)
            .add(700 * KiB); // which holds 700 KiB; five twelfths of the excess are ours
        QVERIFY(waitUntil([&] { return !worst.isOpen(); }));
        QVERIFY(fixture.passTime());
        QVERIFY(second.isOpen());
        fixture.budget.part(MemoryPart::Outboxes).add(-700 * KiB);
    }
    void sparesConnectionsThatHoldLittle()
    {
        Fixture fixture(1000 * KiB);
        const OpenWebSocket &connection = fixture.openWith(50 * KiB);
        fixture.budget.part(MemoryPart::Outboxes).add(2000 * KiB); // held by another thread
        QVERIFY(fixture.passTime());
        QVERIFY(connection.isOpen());
        fixture.budget.part(MemoryPart::Outboxes).add(-2000 * KiB);
    }
    void countsIncompleteMessages()
    {
        Fixture fixture(40 * KiB);
        const OpenWebSocket &small = fixture.open();
        const OpenWebSocket &connection = fixture.open();
        fixture.clients[1].send(frame(Opcode::Binary, QByteArray(60 * KiB, 'x')).chopped(10));
        QVERIFY(waitUntil([&] { return !connection.isOpen(); }));
        QVERIFY(small.isOpen());
        QVERIFY(waitUntil([&] { return fixture.budget.used() == 0; }));
    }
    void freesAllWhenTheConnectionsEnd()
    {
        Fixture fixture(10'000 * KiB);
        fixture.openWith(500 * KiB);
        fixture.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return fixture.budget.used() > 800 * KiB; }));
        QVERIFY(fixture.loadShedder.held() > 0);
        fixture.clients.clear(); // they reset the connection: data was unread
        QVERIFY(waitUntil([&] { return fixture.table.isEmpty(); }));
        QVERIFY(waitUntil([&] { return fixture.budget.used() == 0; }));
        QCOMPARE(fixture.loadShedder.held(), 0);
    }
    void aSharedFrameCountsOnce()
    {
        Fixture fixture(1000 * KiB);
        for (int i = 0; i < 20; ++i)
            fixture.open();
        {
            const PreparedMessage message(Opcode::Binary, QByteArray(700 * KiB, 's'));
            for (const auto &connection : fixture.connections)
                QVERIFY(connection->end().send(message));
        }
        QVERIFY(waitUntil([&] { return fixture.budget.used() > 700 * KiB; }));
        QVERIFY(fixture.passTime());
        QVERIFY(fixture.budget.used() < 720 * KiB);
        QVERIFY(fixture.budget.part(MemoryPart::SharedFrames).bytes() >= 700 * KiB);
        for (const auto &connection : fixture.connections)
            QVERIFY(connection->isOpen());
        fixture.clients.clear();
        QVERIFY(waitUntil([&] { return fixture.table.isEmpty(); }));
        QVERIFY(waitUntil([&] { return fixture.budget.used() == 0; }));
    }
    void theOneThatHoldsFramesAlonePays()
    {
        Fixture fixture(1000 * KiB);
        for (int i = 0; i < 10; ++i)
            fixture.openWith(3 * KiB);
        const PreparedMessage message(Opcode::Binary, QByteArray(500 * KiB, 's'));
        for (const auto &connection : fixture.connections)
            QVERIFY(connection->end().send(message));
        const OpenWebSocket &alone = fixture.openWith(350 * KiB);
        QVERIFY(fixture.passTime());
        QVERIFY(alone.isOpen());
        fixture.openWith(200 * KiB);
        QVERIFY(waitUntil([&] { return !alone.isOpen(); }));
        QVERIFY(fixture.passTime());
        for (const auto &connection : fixture.connections)
            QVERIFY(connection->isOpen() || connection.get() == &alone);
    }
    void theLastHolderOfASharedFramePaysForAllOfIt()
    {
        Fixture fixture(1000 * KiB);
        for (int i = 0; i < 6; ++i)
            fixture.openWith(30 * KiB); // of which the kernel takes a part; what follows can be discarded
        QVERIFY(fixture.passTime());
        {
            const PreparedMessage ofTwo(Opcode::Binary, QByteArray(500 * KiB, '2'));
            const PreparedMessage ofFour(Opcode::Binary, QByteArray(300 * KiB, '4'));
            for (std::size_t i = 0; i < 6; ++i)
                QVERIFY(fixture.connections[i]->end().send(i < 2 ? ofTwo : ofFour));
        }
        QVERIFY(fixture.passTime());
        QCOMPARE(std::ranges::count_if(fixture.connections, [](const auto &one) { return one->isOpen(); }),
                 6);
        fixture.openWith(200 * KiB); // too much: only both of the two together free enough
        QVERIFY(waitUntil(
            [&] { return !fixture.connections[0]->isOpen() && !fixture.connections[1]->isOpen(); }));
        QVERIFY(fixture.passTime());
        for (std::size_t i = 0; i < 7; ++i)
            QCOMPARE(fixture.connections[i]->isOpen(), i >= 2);
    }
    void measuresManyConnectionsInTurns()
    {
        Fixture fixture(300 * KiB);
        for (int i = 0; i < 200; ++i)
            fixture.openWith(KiB);
        for (int i = 0; i < 10; ++i)
            fixture.openWith(60 * KiB);
        QVERIFY(waitUntil([&] { return fixture.budget.used() <= 263 * KiB; }));
        QVERIFY(fixture.passTime());
        for (std::size_t i = 0; i < 200; ++i)
            QVERIFY(fixture.connections[i]->isOpen());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLoadShedder)
#include "tst_loadshedder.moc"

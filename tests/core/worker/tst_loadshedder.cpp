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

const Endpoint Somebody{QHostAddress(QStringLiteral("203.0.113.9")), 1};
const Endpoint Listener{QHostAddress(QHostAddress::LocalHost), 8080};
constexpr qint64 KiB = 1024;

//! One io thread's wires, whose clients do not read until asked what they heard.
struct Larder
{
    explicit Larder(qint64 limit)
        : budget(limit)
        , loadShedder(loop, budget, table, ledger)
        , table(loop, ledger, load, [] {})
    {
    }
    ~Larder()
    {
        table.abortAll(CloseReason::of(Cause::Shutdown));
        runUntilIdle();
        for (const QPointer<WireSocket> &socket : sockets)
            delete socket.data();
    }
    Q_DISABLE_COPY_MOVE(Larder)

    Wire &open()
    {
        TcpPair pair(4096, 4096);
        clients.push_back(std::move(pair.theirs));
        ledger.admit(Somebody.address, loop.now());
        load.add();
        WireSettings settings;
        settings.outboxHard = 0;
        settings.memory = &loadShedder;
        Wire &wire = table.add(std::move(pair.ours), Somebody, Listener, settings);
        sockets.push_back(wire.upgrade({}));
        wire.open({});
        return wire;
    }
    //! Somebody for whom \a bytes wait, about.
    Wire &openWith(qint64 bytes)
    {
        Wire &wire = open();
        for (; bytes > 0; bytes -= KiB)
            (void)wire.send(PreparedMessage(Opcode::Binary, QByteArray(KiB, 'x')));
        return wire;
    }
    //! Longer than other threads' doings go unnoticed.
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

class TestShedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesTheWorstFirstAndNoMoreThanNeeded()
    {
        Larder larder(1000 * KiB);
        const Wire &little = larder.openWith(100 * KiB);
        const Wire &worst = larder.openWith(600 * KiB);
        const Wire &second = larder.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return !Larder::isOpen(worst); }));
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(second));
        QVERIFY(Larder::isOpen(little));
        QVERIFY(larder.budget.used() <= 875 * KiB);
        QVERIFY(waitUntil([&] {
            const std::vector<HeardFrame> frames = larder.clients[1].frames();
            return !frames.empty() && frames.back().closeCode() == 1013;
        }));
    }
    void amongEqualsItClosesSome()
    {
        Larder larder(1000 * KiB);
        std::vector<Wire *> wires;
        for (int i = 0; i < 20; ++i)
            wires.push_back(&larder.openWith(100 * KiB));
        QVERIFY(waitUntil([&] { return larder.budget.used() <= 875 * KiB; }));
        QVERIFY(larder.passTime());
        const auto left =
            std::ranges::count_if(wires, [](const Wire *wire) { return Larder::isOpen(*wire); });
        QVERIFY2(left >= 7 && left <= 10, qPrintable(QString::number(left)));
    }
    void underTheLimitNobodyGoes()
    {
        Larder larder(1000 * KiB);
        const Wire &wire = larder.openWith(900 * KiB);
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(wire));
        QVERIFY(larder.budget.used() > 800 * KiB);
    }
    void withoutALimitNobodyGoes()
    {
        Larder larder(0);
        const Wire &wire = larder.openWith(2000 * KiB);
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(wire));
    }
    void givesItsPartOfWhatOthersBegan()
    {
        Larder larder(1000 * KiB);
        const Wire &worst = larder.openWith(300 * KiB);
        const Wire &second = larder.openWith(200 * KiB);
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(worst));
        larder.ledger.admit(Somebody.address, larder.loop.now()); // somebody on another thread,
        larder.budget.add(700 * KiB); // with so much; of the excess five twelfths are ours
        QVERIFY(waitUntil([&] { return !Larder::isOpen(worst); }));
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(second));
        larder.budget.add(-700 * KiB);
    }
    void whoHoldsLittleDoesNotPayForOthers()
    {
        Larder larder(1000 * KiB);
        const Wire &wire = larder.openWith(50 * KiB);
        larder.budget.add(2000 * KiB); // on another thread, whose peers they are
        QVERIFY(larder.passTime());
        QVERIFY(Larder::isOpen(wire));
        larder.budget.add(-2000 * KiB);
    }
    void countsMessagesThatAreNotWhole()
    {
        Larder larder(40 * KiB);
        const Wire &sane = larder.open();
        const Wire &wire = larder.open();
        larder.clients[1].say(frame(Opcode::Binary, QByteArray(60 * KiB, 'x')).chopped(10));
        QVERIFY(waitUntil([&] { return !Larder::isOpen(wire); }));
        QVERIFY(Larder::isOpen(sane));
        QVERIFY(waitUntil([&] { return larder.budget.used() == 0; }));
    }
    void givesEverythingBackInTheEnd()
    {
        Larder larder(10'000 * KiB);
        larder.openWith(500 * KiB);
        larder.openWith(500 * KiB);
        QVERIFY(waitUntil([&] { return larder.budget.used() > 800 * KiB; }));
        QCOMPARE(larder.loadShedder.held(), larder.budget.used());
        larder.clients.clear(); // they reset: something was unread
        QVERIFY(waitUntil([&] { return larder.table.isEmpty(); }));
        QCOMPARE(larder.budget.used(), 0);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestShedder)
#include "tst_loadshedder.moc"

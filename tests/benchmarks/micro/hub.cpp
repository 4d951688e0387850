// What the hub itself costs a message, from the connection's signal to the call of Connection::send() for
// each member. The connections are closing: send() returns at once, so that neither outbox nor kernel is
// measured.

#include "core/hub/hubinbox.h"
#include "core/loop/iodispatcher.h"

#include "tests/core/hub/hubfixture.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>

#include <sys/resource.h>

#include <array>
#include <memory>
#include <vector>

namespace {

using namespace signalbox;
using namespace signalbox::test;

constexpr int Burst = 32; // messages a turn, as under load: one wake-up of the other thread for all of them

// The event loop of an io thread, as Peers needs it.
QCoreApplication &application()
{
    static IoLoop &loop = *IoDispatcher::install();
    Q_UNUSED(loop)
    static int argc = 1;
    static char name[] = "signalbox_micro";
    static char *argv[] = {name, nullptr};
    static QCoreApplication instance(argc, argv);
    return instance;
}

// A member takes two descriptors.
void raiseDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

//! The bus of two hubs on this thread, each with the mailbox that an io thread has.
class MailboxBus final : public HubBus
{
public:
    std::size_t threadCount() const override { return 2; }
    void post(std::size_t thread, HubMessage &&message) override
    {
        m_inboxes[thread]->post(std::move(message));
    }
    bool hasQueued(std::size_t thread) const override { return !m_inboxes[thread]->isEmpty(); }
    void add(std::unique_ptr<Hub> hub)
    {
        const std::size_t thread = hubs.size();
        hubs.push_back(std::move(hub));
        m_inboxes.push_back(std::make_unique<HubInbox>(hubs.back()->messageHandler(), [this, thread] {
            m_mailboxes[thread].post([this, thread] { m_inboxes[thread]->run(); });
        }));
    }
    void run(std::size_t thread) { m_mailboxes[thread].run(); }

    std::vector<std::unique_ptr<Hub>> hubs;

private:
    std::array<Mailbox, 2> m_mailboxes;
    std::vector<std::unique_ptr<HubInbox>> m_inboxes;
};

//! A room with its members spread over the hubs of \a threads threads; the shard is on the first.
struct RoomOfMembers
{
    RoomOfMembers(std::size_t threads, std::int64_t members, bool isEnvelope)
    {
        peers.settings.closing = Milliseconds(0);
        QString room = QStringLiteral("lobby");
        for (int i = 0; shardOf(room, threads) != 0; ++i)
            room = QStringLiteral("lobby%1").arg(i);
        for (std::size_t thread = 0; thread < threads; ++thread)
            bus.add(std::make_unique<Hub>(peers.loop, peers.events, HubRules{}, ledger, memory, counters,
                                          HubContext{thread, threads > 1 ? &bus : nullptr}));
        std::size_t nextThread = threads - 1; // the publisher is not on the shard's thread
        peers.onConnected = [&](Peer &peer) {
            bus.hubs[nextThread++ % threads]->add(peer.connection, termsOf(peer));
        };
        const QByteArray target = "/room/" + room.toUtf8();
        for (std::int64_t i = 0; i < members; ++i) {
            Peer &peer = isEnvelope ? peers.connectEnvelope(target) : peers.connect(target);
            if (i == 0)
                publisher = peer.connection;
            runMailboxes();
            peer.connection->close(CloseReason::of(Cause::Shutdown));
        }
        peers.turn();
    }
    ~RoomOfMembers() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(RoomOfMembers)

    void publish(const QByteArray &message)
    {
        Q_EMIT peers.events.messageReceived(publisher, Opcode::Text, message);
    }
    //! To the shard, to the subscribers, and that they have caught up.
    void runMailboxes()
    {
        for (const std::size_t thread : {0, 1, 0})
            bus.run(thread);
    }

    RoomLedger ledger;
    MemoryBudget memory;
    ServerCounters counters;
    Peers peers;
    MailboxBus bus;
    Connection *publisher = nullptr;
};

void publish(benchmark::State &state, std::size_t threads, bool isEnvelope)
{
    application();
    raiseDescriptorLimit();
    RoomOfMembers room(threads, state.range(0), isEnvelope);
    const QByteArray content(64, 'x');
    const QByteArray message =
        isEnvelope ? R"({"type":"message","id":17,"content":")" + content + R"("})" : content;
    for (auto _ : state) {
        for (int i = 0; i < Burst; ++i)
            room.publish(message);
        if (threads > 1)
            room.runMailboxes();
    }
    state.SetItemsProcessed(state.iterations() * Burst);
    if (room.counters.fanout.reading().count() < quint64(state.iterations()))
        state.SkipWithError("not every message was delivered");
}

void plainOnOneThread(benchmark::State &state)
{
    publish(state, 1, false);
}
void envelopeOnOneThread(benchmark::State &state)
{
    publish(state, 1, true);
}
void plainOverTwoThreads(benchmark::State &state)
{
    publish(state, 2, false);
}
void envelopeOverTwoThreads(benchmark::State &state)
{
    publish(state, 2, true);
}

} // namespace

// The argument is the number of members; a burst of messages an iteration.
BENCHMARK(plainOnOneThread)->Name("hub, plain, one thread")->Arg(2)->Arg(1000);
BENCHMARK(envelopeOnOneThread)->Name("hub, envelope, one thread")->Arg(2)->Arg(1000);
BENCHMARK(plainOverTwoThreads)->Name("hub, plain, two threads")->Arg(2)->Arg(1000);
BENCHMARK(envelopeOverTwoThreads)->Name("hub, envelope, two threads")->Arg(2)->Arg(1000);

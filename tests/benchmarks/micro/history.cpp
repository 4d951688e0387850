// What keeping a message in the history of a room costs: in memory, and in the file of a store, too. `cpu_time` is that of the
// process, so with the thread of the store; the thread of the room alone is in the counter `room_thread_ns`.

#include "core/hub/memoryhistorystore.h"

#include "tests/core/store/historyfixture.h"

#include <benchmark/benchmark.h>

#include <ctime>

namespace {

using namespace signalbox;
using namespace signalbox::test;

constexpr int Burst = 1000; // messages; the file is written after each

double threadNanoseconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

template <typename Append, typename Finish>
void keep(benchmark::State &state, Append append, Finish finish)
{
    const QByteArray content(64, 'x');
    quint64 seq = 0;
    double spent = 0;
    for (auto _ : state) {
        const double begin = threadNanoseconds();
        for (int i = 0; i < Burst; ++i) {
            append(RoomMessage({PreparedMessage(Opcode::Text, content), {}}, ConnectionId(7),
                               QStringLiteral("ann"), ++seq, wallNow()));
        }
        spent += threadNanoseconds() - begin;
        finish();
    }
    state.SetItemsProcessed(state.iterations() * Burst);
    state.counters["room_thread_ns"] = spent / double(state.iterations()) / Burst;
}

void keepInMemory(benchmark::State &state)
{
    IoLoop loop;
    const HubRules rules;
    MemoryHistoryStore store(loop, rules);
    const auto history = store.open(QStringLiteral("blue"), [](const RoomNumbering &) {});
    keep(
        state, [&](RoomMessage &&message) { history->append(std::move(message)); }, [] {});
}

void keepInFile(benchmark::State &state)
{
    HistoryFixture fixture;
    HistoryFixture::Room room = fixture.open();
    keep(
        state, [&](RoomMessage &&message) { room.history->append(std::move(message)); },
        [&] { (void)fixture.storedRooms(); });
}

} // namespace

// A B A B: both see the same changes of the machine.
BENCHMARK(keepInMemory)->Name("keep a message/memory")->MeasureProcessCPUTime();
BENCHMARK(keepInFile)->Name("keep a message/sqlite")->MeasureProcessCPUTime();
BENCHMARK(keepInMemory)->Name("keep a message/memory again")->MeasureProcessCPUTime();
BENCHMARK(keepInFile)->Name("keep a message/sqlite again")->MeasureProcessCPUTime();

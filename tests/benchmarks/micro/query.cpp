// What a filter costs: it is applied to every connection at once, on the thread of the window.

#include "core/model/query.h"
#include "core/model/queryrows.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace signalbox;
using namespace Qt::StringLiterals;

constexpr WallTime Now{Milliseconds(1'760'000'000'000)};
constexpr int Connections = 19'000;

void filterConnections(benchmark::State &state, const QString &text)
{
    const QString peer = u"10.0.3.9:40037"_s;
    std::vector<ConnectionInfo> infos(Connections);
    for (int i = 0; i < Connections; ++i) {
        ConnectionInfo &info = infos[std::size_t(i)];
        info.id = ConnectionId(quint64(i + 1));
        info.peer = {QHostAddress(u"10.0.3.9"_s), 40037};
        info.user = u"guest-%1"_s.arg(i + 1);
        info.room = u"trading"_s;
    }
    const Activity activity;
    const Query query = Query::parse(text, QueryList::Connections).query;
    for (auto _ : state) {
        for (const ConnectionInfo &info : infos)
            benchmark::DoNotOptimize(query.accepts(ConnectionQueryRow(info, activity, Now, {peer, {}, {}})));
    }
    state.SetItemsProcessed(state.iterations() * Connections);
}

BENCHMARK_CAPTURE(filterConnections, a word nobody has, u"zebra"_s);
BENCHMARK_CAPTURE(filterConnections, a field, u"user:zebra"_s);
BENCHMARK_CAPTURE(filterConnections, numbers, u"latency>5s queued>1MiB"_s);
BENCHMARK_CAPTURE(filterConnections, a network, u"addr:172.16.0.0/12"_s);
BENCHMARK_CAPTURE(filterConnections, an expression, u"re:\"(x+x+)+y\""_s);

} // namespace

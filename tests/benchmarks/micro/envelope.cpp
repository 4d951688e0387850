// What a message with the envelope costs the server before it is sent: parsing the request, and numbering,
// encoding and keeping the message.

#include "core/hub/history.h"
#include "core/hub/room.h"
#include "core/protocol/requestparser.h"

#include <benchmark/benchmark.h>

namespace {

using namespace signalbox;

QByteArray request(qsizetype contentBytes)
{
    return R"({"type":"message","id":17,"content":{"text":")" + QByteArray(contentBytes, 'x') + R"("}})";
}

void parse(benchmark::State &state)
{
    const QByteArray text = request(state.range(0));
    RequestParser parser;
    for (auto _ : state)
        benchmark::DoNotOptimize(parser.parse(text));
    state.SetBytesProcessed(state.iterations() * text.size());
}

void parseAndRoute(benchmark::State &state)
{
    const QByteArray text = request(state.range(0));
    const HistorySettings settings;
    RequestParser parser;
    History history;
    quint64 seq = 0;
    Room room(QStringLiteral("lobby"), 2);
    room.add({ConnectionId(1), QStringLiteral("alice"), 0, Dialect::Envelope});
    const TimePoint now = Clock::now();
    for (auto _ : state) {
        RequestParser::Parsed parsed = parser.parse(text);
        auto &body = std::get<MessageRequest>(std::get<Request>(parsed).body);
        const Membership *sender = room.find(ConnectionId(1));
        RoomMessage message({{}, std::move(body.content)}, sender->client, sender->user, ++seq, wallNow());
        benchmark::DoNotOptimize(message.envelope(room.name()));
        history.add(std::move(message), now, settings);
    }
    state.SetBytesProcessed(state.iterations() * text.size());
}

} // namespace

BENCHMARK(parse)->Name("envelope, parse")->Arg(16)->Arg(1024)->Arg(65536);
BENCHMARK(parseAndRoute)->Name("envelope, parse and route")->Arg(16)->Arg(1024)->Arg(65536);

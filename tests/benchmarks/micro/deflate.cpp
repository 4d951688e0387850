// What a compressed message to a room costs, sent in the plain form and in the envelope to members that
// negotiated different parameters: one member must not make it expensive for all.

#include "core/wire/frameencoder.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using signalbox::DeflateParameters;
using signalbox::DeflateTerms;
using signalbox::FrameEncoder;
using signalbox::Opcode;
using signalbox::PreparedMessage;

QByteArray json(qsizetype size)
{
    QByteArray bytes;
    for (quint32 i = 0; bytes.size() < size; ++i)
        bytes.append("{\"symbol\":\"ACME\",\"price\":")
            .append(QByteArray::number(i * 7919 % 10007))
            .append("},");
    return bytes.first(size);
}

FrameEncoder member(int windowBits, int level = 1)
{
    return FrameEncoder(DeflateTerms{DeflateParameters{.serverWindowBits = quint8(windowBits),
                                                       .serverTakeover = false,
                                                       .clientTakeover = false},
                                     level, 0});
}

void fanOut(benchmark::State &state, std::vector<FrameEncoder> members)
{
    const QByteArray payload = json(state.range(0));
    for (auto _ : state) {
        for (const Opcode form : {Opcode::Text, Opcode::Binary}) {
            const PreparedMessage message(form, payload);
            for (FrameEncoder &member : members)
                benchmark::DoNotOptimize(member.encode(message));
        }
    }
    state.SetItemsProcessed(state.iterations());
}

void allAlike(benchmark::State &state)
{
    std::vector<FrameEncoder> members;
    for (int i = 0; i < 9; ++i)
        members.push_back(member(signalbox::MaxWindowBits));
    fanOut(state, std::move(members));
}

void allWindows(benchmark::State &state)
{
    std::vector<FrameEncoder> members;
    for (int bits = signalbox::MinWindowBits; bits <= signalbox::MaxWindowBits; ++bits)
        members.push_back(member(bits));
    members.push_back(member(signalbox::MaxWindowBits));
    members.push_back(member(signalbox::MaxWindowBits));
    fanOut(state, std::move(members));
}

void twoLevels(benchmark::State &state)
{
    std::vector<FrameEncoder> members;
    for (int i = 0; i < 9; ++i)
        members.push_back(member(signalbox::MaxWindowBits, i == 0 ? 6 : 1));
    fanOut(state, std::move(members));
}

BENCHMARK(allAlike)->Name("deflate, nine members alike")->Arg(4096)->Arg(65536);
BENCHMARK(allWindows)->Name("deflate, nine members, every window")->Arg(4096)->Arg(65536);
BENCHMARK(twoLevels)->Name("deflate, nine members, two levels")->Arg(4096)->Arg(65536);

} // namespace

// What a message costs from the bytes of the network to the room: FrameGuard, and its two loops over every
// byte.

#include "core/wire/frameguard.h"
#include "core/wire/frame.h"
#include "core/wire/utf8validator.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstring>

namespace {

using signalbox::FrameGuard;
using signalbox::Opcode;

class Counter final : public signalbox::FrameSink
{
public:
    void onMessage(Opcode, QByteArray payload) override { benchmark::DoNotOptimize(payload.data()); }
    void onPing(QByteArrayView) override {}
    void onPong(QByteArrayView) override {}
    void onClose(const signalbox::ClosePayload &) override {}
    void onViolation(signalbox::Cause, const char *) override { violated = true; }
    bool violated = false;
};

//! Text of \a size bytes; where it \a isMixed one character in eight takes two bytes or three.
QByteArray text(qsizetype size, bool isMixed)
{
    const QByteArray pattern =
        isMixed ? QByteArray("signal \xC3\xBC \xE4\xBD\xA0 box ") : QByteArray("signalbox carries ");
    QByteArray text;
    while (text.size() + pattern.size() <= size)
        text += pattern;
    text += QByteArray(size - text.size(), '.');
    return text;
}

QByteArray masked(Opcode opcode, const QByteArray &payload)
{
    constexpr quint8 Mask[4] = {0x37, 0xFA, 0x21, 0x3D};
    QByteArray frame = signalbox::encodeFrame(opcode, payload);
    const qsizetype header = frame.size() - payload.size();
    frame[1] = char(quint8(frame[1]) | 0x80);
    frame.insert(header, reinterpret_cast<const char *>(Mask), sizeof Mask);
    signalbox::applyMask(frame.data() + header + qsizetype(sizeof Mask), payload.size(), Mask, 0);
    return frame;
}

void frameGuard(benchmark::State &state, Opcode opcode)
{
    const QByteArray frame = masked(opcode, text(state.range(0), false));
    QByteArray bytes(frame.size(), '\0');
    FrameGuard guard(signalbox::FrameLimits{1024 * 1024});
    Counter sink;
    for (auto _ : state) {
        std::memcpy(bytes.data(), frame.constData(), std::size_t(frame.size())); // it unmasks in place
        benchmark::DoNotOptimize(guard.feed(bytes.data(), bytes.size(), sink));
    }
    if (sink.violated)
        state.SkipWithError("refused");
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void unmask(benchmark::State &state)
{
    constexpr quint8 Mask[4] = {0x37, 0xFA, 0x21, 0x3D};
    QByteArray bytes = text(state.range(0), false);
    for (auto _ : state) {
        signalbox::applyMask(bytes.data(), bytes.size(), Mask, 1);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void utf8Ours(benchmark::State &state, bool isMixed)
{
    const QByteArray bytes = text(state.range(0), isMixed);
    for (auto _ : state)
        benchmark::DoNotOptimize(signalbox::isValidUtf8(bytes));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void utf8Simdjson(benchmark::State &state, bool isMixed)
{
    const QByteArray bytes = text(state.range(0), isMixed);
    for (auto _ : state)
        benchmark::DoNotOptimize(simdjson::validate_utf8(bytes.constData(), std::size_t(bytes.size())));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void sizes(benchmark::internal::Benchmark *benchmark)
{
    for (const int64_t size : {16, 1024, 64 * 1024})
        benchmark->Arg(size);
}

BENCHMARK_CAPTURE(frameGuard, text, Opcode::Text)->Apply(sizes);
BENCHMARK_CAPTURE(frameGuard, binary, Opcode::Binary)->Apply(sizes);
BENCHMARK(unmask)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Ours, ascii, false)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Simdjson, ascii, false)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Ours, mixed, true)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Simdjson, mixed, true)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();

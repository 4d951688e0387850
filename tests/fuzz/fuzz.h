#pragma once

// Shared by the fuzz targets: the function that libFuzzer and replay.cpp call, and the check of invariants.

#include <QByteArrayView>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace signalbox::fuzz {

//! Aborts the program unless \a holds, which libFuzzer reports as a crash.
inline void require(bool holds, const char *invariant)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", invariant);
    std::abort();
}

//! Splits an input: the first N bytes are settings of the target (zeros if there are fewer), the rest is the
//! input of the code under test. The positions are fixed so that a mutation of one setting does not change
//! the others.
template <std::size_t N>
struct Input
{
    Input(const uint8_t *data, size_t size)
        : rest(reinterpret_cast<const char *>(data), qsizetype(size))
    {
        const std::size_t count = std::min(N, size);
        std::copy_n(data, count, settings.begin());
        rest = rest.sliced(qsizetype(count));
    }

    std::array<uint8_t, N> settings{};
    QByteArrayView rest;
};

//! Calls \a take with segments of \a bytes whose sizes are \a sizes in turn. A size of 0 gives an empty
//! segment in the first round only.
template <std::size_t N, typename Take>
void inPieces(QByteArrayView bytes, const std::array<uint8_t, N> &sizes, Take take)
{
    std::size_t turn = 0;
    while (!bytes.isEmpty()) {
        const qsizetype wanted = turn < N ? sizes[turn] : std::max<qsizetype>(sizes[turn % N], 1);
        const qsizetype size = std::min(wanted, bytes.size());
        take(bytes.first(size));
        bytes = bytes.sliced(size);
        ++turn;
    }
}

} // namespace signalbox::fuzz

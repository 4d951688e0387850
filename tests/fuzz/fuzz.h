#pragma once

// What the fuzz targets share: the function that libFuzzer and replay.cpp call, and what they say when an
// invariant does not hold.

#include <QByteArrayView>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace signalbox::fuzz {

//! Ends the program, in a way that libFuzzer takes for a crash, unless \a holds.
inline void require(bool holds, const char *invariant)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", invariant);
    std::abort();
}

//! The first N bytes of an input are settings of the target's own (zeros where there are fewer), the rest is
//! what the code under test reads. At fixed places, so that a mutation of one leaves the others alone.
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

//! Cuts \a bytes into pieces as long as \a sizes say, one after the other and then again from the first on
//! (0: an empty piece, but not each time), and calls \a take with each.
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

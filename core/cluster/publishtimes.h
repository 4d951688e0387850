#pragma once

#include "core/base/histogram.h"

#include <array>

namespace signalbox {

//! How long the publications of this node take, from their receipt to their arrival from Redis. Written by the thread of the broker.
struct PublishTimes
{
    static constexpr std::array<Nanoseconds, 14> Bounds{
        Nanoseconds(100'000),       Nanoseconds(250'000),      Nanoseconds(500'000),
        Nanoseconds(1'000'000),     Nanoseconds(2'500'000),    Nanoseconds(5'000'000),
        Nanoseconds(10'000'000),    Nanoseconds(25'000'000),   Nanoseconds(50'000'000),
        Nanoseconds(100'000'000),   Nanoseconds(250'000'000),  Nanoseconds(500'000'000),
        Nanoseconds(1'000'000'000), Nanoseconds(2'500'000'000)};

    Histogram histogram{Bounds};
};

} // namespace signalbox

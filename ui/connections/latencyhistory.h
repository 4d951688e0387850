#pragma once

#include "core/base/clock.h"

#include <vector>

namespace signalbox {

//! The round trips of one connection that the window has seen in the last minutes. Small, because the window keeps one for
//! each connection: a dozen samples with the default heartbeat.
class LatencyHistory
{
public:
    static constexpr std::chrono::minutes Span{5};
    static constexpr std::size_t MaxSamples = 64; //!< more frequent ones shorten the time

    struct Point
    {
        WallTime time;
        Nanoseconds latency{};
    };

    //! \a now must not be before that of an earlier call; it counts as the latter then.
    void add(WallTime now, Nanoseconds latency);
    //! Returns the samples that are at most Span old at \a now, oldest first.
    std::vector<Point> points(WallTime now) const;

private:
    struct Sample
    {
        quint32 time = 0;    //!< ms since m_begin
        quint32 latency = 0; //!< µs, at most the greatest number
    };

    WallTime m_begin;
    std::vector<Sample> m_samples; //!< oldest first
};

} // namespace signalbox

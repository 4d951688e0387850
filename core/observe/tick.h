#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

namespace signalbox {

//! Streams advance in ticks: the multiples of TickInterval of the steady clock, the same on all threads. The
//! io threads send their parts when a tick begins; the main thread merges and delivers them when it settles.
//! So every subscriber gets at most one batch a tick, whatever the number of io threads.
inline constexpr Milliseconds TickInterval{100};
//! How long after its beginning a tick settles. The timers of an io thread are up to 10 ms late (TimingWheel).
inline constexpr Milliseconds TickSettling{25};

//! When the first tick after \a now begins.
constexpr TimePoint nextTickBegin(TimePoint now)
{
    const auto ticks = now.time_since_epoch() / TickInterval;
    return TimePoint(TickInterval * (ticks + 1));
}
//! The number of the tick that settled last at \a now.
constexpr qint64 settledTick(TimePoint now)
{
    return (now.time_since_epoch() - TickSettling) / TickInterval;
}
//! When tick \a number settles.
constexpr TimePoint settlingOf(qint64 number)
{
    return TimePoint(TickInterval * number + TickSettling);
}

} // namespace signalbox

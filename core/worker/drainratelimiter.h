#pragma once

#include "core/base/clock.h"

#include <mutex>

namespace signalbox {

//! How fast a drain closes connections. All io threads take from the same allowance, so that the rate is that
//! of the server, whoever has how many connections. Any thread; locked for a moment, a few times in a second.
class DrainRateLimiter
{
public:
    //! Nobody waits before the first. \a closesPerSecond 0: nobody waits at all.
    void begin(int closesPerSecond, TimePoint now);
    //! How many of \a wanted closes may be now.
    std::size_t take(std::size_t wanted, TimePoint now);

private:
    std::mutex m_mutex;
    int m_rate = 0;
    double m_allowance = 0;
    TimePoint m_refilledAt;
};

} // namespace signalbox

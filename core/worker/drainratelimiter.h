#pragma once

#include "core/base/clock.h"

#include <mutex>

namespace signalbox {

//! Limits how fast a drain closes connections. All io threads take from the same allowance, so the rate is that
//! of the server, however its connections are spread. Any thread; locked briefly, a few times a second.
class DrainRateLimiter
{
public:
    //! Allows the first close at once. \a closesPerSecond 0: no limit.
    void begin(int closesPerSecond, TimePoint now);
    //! Returns how many of \a wanted closes are allowed now. What was not taken within SpareTime is not allowed later: after a
    //! pause of all threads there is no burst.
    std::size_t take(std::size_t wanted, TimePoint now);

    static constexpr Milliseconds SpareTime{40};

private:
    std::mutex m_mutex;
    int m_rate = 0;
    double m_allowance = 0;
    TimePoint m_refilledAt;
};

} // namespace signalbox

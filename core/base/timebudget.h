#pragma once

#include "core/base/clock.h"

#include <algorithm>

namespace signalbox {

//! The time that a series of pieces of work may take in one turn of the event loop. Reading the clock costs as much as a
//! small piece: while pieces are short, it is read after every MaxStride of them only. Plain class.
class TimeBudget
{
public:
    static constexpr int MaxStride = 16;

    //! Begins at \a start.
    TimeBudget(Nanoseconds time, TimePoint start)
        : m_time(time)
        , m_end(start + time)
        , m_readAt(start)
    {
    }
    //! Begins with the first call of isUsedUp(): the first piece is not counted, and needs no look at the clock.
    explicit TimeBudget(Nanoseconds time)
        : m_time(time)
    {
    }

    //! To be called after each piece but the last. \a now returns the current time.
    template <typename Now>
    bool isUsedUp(Now now)
    {
        if (++m_pieces < m_stride)
            return false;
        m_pieces = 0;
        const TimePoint read = now();
        if (m_readAt == TimePoint()) {
            m_end = read + m_time;
        } else {
            // A stride must not take a large part of the budget if the next pieces are like the last ones.
            const bool areShort = read - m_readAt < m_time / MaxStride;
            m_stride = areShort ? std::min(m_stride * 2, MaxStride) : std::max(m_stride / 4, 1);
        }
        m_readAt = read;
        return read >= m_end;
    }
    bool isUsedUp() { return isUsedUp(&Clock::now); }

private:
    Nanoseconds m_time;
    TimePoint m_end;
    TimePoint m_readAt; //!< the default before the first call
    int m_stride = 1;
    int m_pieces = 0; //!< since m_readAt
};

} // namespace signalbox

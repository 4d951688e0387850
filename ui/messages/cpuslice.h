#pragma once

#include "core/base/clock.h"

#include <time.h>

namespace signalbox {

//! The time of a part of some work: CPU time of the thread, so that a busy machine does not make slices of one row. Reading
//! it costs a system call.
class CpuSlice
{
public:
    explicit CpuSlice(Nanoseconds time)
        : m_time(time)
        , m_begin(now())
    {
    }

    bool hasTime() const { return now() - m_begin < m_time; }

private:
    static Nanoseconds now()
    {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
    }

    Nanoseconds m_time;
    Nanoseconds m_begin;
};

} // namespace signalbox

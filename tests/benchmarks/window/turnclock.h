#pragma once

#include <QTimer>

#include <time.h>

#include <cstdint>
#include <vector>

//! Nanoseconds of CLOCK_MONOTONIC, or of CPU of the calling thread with CLOCK_THREAD_CPUTIME_ID.
std::int64_t nowOf(clockid_t clock);

//! Measures how long the event loop of its thread takes for a turn: a timer asks to be called every other
//! millisecond, and what lies between two calls is what a click would have had to wait. Wall time counts what
//! a person sees; CPU time of the thread tells how much of that is ours on a machine that is busy besides.
class TurnClock
{
public:
    struct Report
    {
        double longestMs = 0;
        double longestCpuMs = 0; //!< the most CPU that a turn took, perhaps another one
        double p99Ms = 0;
        int over16 = 0; //!< turns longer than so many milliseconds
        int over50 = 0;
        double cpuShare = 0; //!< of a core, of this thread
    };

    TurnClock();

    void begin();
    Report finish();

private:
    void turn();

    QTimer m_timer;
    std::int64_t m_begun = 0;
    std::int64_t m_cpuBegun = 0;
    std::int64_t m_last = 0;
    std::int64_t m_lastCpu = 0;
    std::int64_t m_longestCpu = 0;
    std::vector<std::int64_t> m_turns; //!< nanoseconds
};

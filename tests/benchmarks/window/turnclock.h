#pragma once

#include "stallsampler.h"

#include <QTimer>

#include <time.h>

#include <cstdint>
#include <optional>
#include <vector>

//! Returns nanoseconds of CLOCK_MONOTONIC, or of CPU time of the calling thread with CLOCK_THREAD_CPUTIME_ID.
std::int64_t nowOf(clockid_t clock);

//! Measures how long the turns of the event loop of its thread take. A timer fires every two milliseconds;
//! the time between two timeouts is the longest time that a click would have had to wait. Wall time is what a
//! person notices; CPU time of the thread shows how much of it this program causes on a busy machine.
class TurnClock
{
public:
    struct Report
    {
        double longestMs = 0;
        double longestCpuMs = 0; //!< highest CPU time of a turn, maybe of another one
        double p99Ms = 0;
        int over16 = 0; //!< number of turns longer than 16 ms
        int over50 = 0;
        int cpuOver16 = 0; //!< number of turns that used more than 16 ms of CPU time
        int cpuOver50 = 0;
        double cpuShare = 0; //!< of a core, of this thread
    };

    TurnClock();

    //! Prints from now on what turns do that use \a milliseconds of CPU time or more (StallSampler).
    void explainTurnsFrom(double milliseconds);

    void begin();
    Report finish();

private:
    void turn();

    QTimer m_timer;
    std::optional<StallSampler> m_sampler;
    double m_explainedMs = 0;
    std::int64_t m_begun = 0;
    std::int64_t m_cpuBegun = 0;
    std::int64_t m_last = 0;
    std::int64_t m_lastCpu = 0;
    std::vector<std::int64_t> m_turns;    //!< nanoseconds
    std::vector<std::int64_t> m_cpuTurns; //!< nanoseconds of CPU time
};

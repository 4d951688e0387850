#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include <pthread.h>
#include <time.h>

//! Prints what a thread does while a turn of its event loop takes too much CPU time: a second thread watches that, and
//! interrupts it for its stack, at most MaxSamples times a turn. Wall time would show where a busy machine has stopped it. Only one may exist. The program must be linked with ENABLE_EXPORTS, so that
//! its functions have names.
class StallSampler
{
public:
    static constexpr int MaxSamples = 6;

    //! Begins to watch the calling thread. \a intervalMs: CPU time until the first stack of a turn is taken, and the next.
    explicit StallSampler(double intervalMs);
    ~StallSampler();
    StallSampler(const StallSampler &) = delete;
    StallSampler &operator=(const StallSampler &) = delete;

    //! The watched thread: a turn of \a milliseconds of CPU time ends, and the next one begins. Prints the samples from
    //! \a printedMs on.
    void turnEnded(double milliseconds, double printedMs);
    //! The watched thread is not to be sampled until the next turnEnded().
    void pause() { m_turnBegan = 0; }

private:
    void watch();

    std::int64_t m_interval;
    pthread_t m_watched;
    clockid_t m_clock{};                      //!< CPU time of the watched thread
    std::atomic<std::int64_t> m_turnBegan{0}; //!< of m_clock; 0: do not sample
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isEnding = false;
    std::thread m_thread;
};

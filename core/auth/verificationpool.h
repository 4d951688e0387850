#pragma once

#include "core/auth/fairqueue.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace signalbox {

//! Two threads for work that is too long for an io thread: signatures that take up to a millisecond to check. They start
//! with the first work, and run with a lower priority than the io threads, which serve those who are already in.
//!
//! Work waits in a FairQueue. Any thread; locked.
class VerificationPool final
{
public:
    struct Bounds
    {
        qsizetype waiting = 1024;
        qsizetype waitingOfAddress = 64;
    };
    using Ticket = quint64; //!< 0: none
    using Work = std::function<void()>;

    static constexpr int Threads = 2;

    VerificationPool()
        : VerificationPool(Bounds())
    {
    }
    explicit VerificationPool(Bounds bounds)
        : m_queue({.jobs = bounds.waiting, .jobsOfAddress = bounds.waitingOfAddress})
    {
    }
    //! Waits for what is running; drops what waits.
    ~VerificationPool();
    Q_DISABLE_COPY_MOVE(VerificationPool)

    //! Runs \a work on one of the threads, once. Returns 0, and does nothing, when a bound is reached or the system has
    //! no thread left. \a isExempt: the bound by address does not apply. \a work is destroyed on any thread.
    [[nodiscard]] Ticket submit(const QHostAddress &address, bool isExempt, Work work);
    //! Drops the work, unless it has begun.
    void cancel(Ticket ticket);

    qsizetype waiting() const;

private:
    bool startThreads();
    void run();
    Work takeNext();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    FairQueue<Work> m_queue;
    bool m_isStopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace signalbox

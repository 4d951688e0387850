#pragma once

#include <QHash>
#include <QHostAddress>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace signalbox {

//! Two threads for work that is too long for an io thread: signatures that take up to a millisecond to check. They start
//! with the first work, and run with a lower priority than the io threads, which serve those who are already in.
//!
//! Work waits in a queue for each address (limitKey()), and the queues take turns: what many wait for behind one address
//! delays no other. Any thread; locked.
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

    VerificationPool() = default;
    explicit VerificationPool(Bounds bounds)
        : m_bounds(bounds)
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
    struct Job
    {
        Ticket ticket = 0;
        Work work;
    };

    bool startThreads();
    void run();
    Work takeNext();

    Bounds m_bounds;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    QHash<QHostAddress, std::deque<Job>> m_queues; //!< by address; none is empty
    std::deque<QHostAddress> m_turns;              //!< the keys of m_queues; the first one is next
    QHash<Ticket, QHostAddress> m_addresses;       //!< of all jobs that wait
    Ticket m_latest = 0;
    bool m_isStopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace signalbox

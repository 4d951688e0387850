#include "core/auth/verificationpool.h"

#include "core/base/thread.h"

#include <sys/resource.h>

#include <tuple>

namespace signalbox {

namespace {

constexpr int Niceness = 10;

} // namespace

VerificationPool::~VerificationPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

VerificationPool::Ticket VerificationPool::submit(const QHostAddress &address, bool isExempt, Work work)
{
    const std::lock_guard lock(m_mutex);
    if (m_threads.empty() && !startThreads())
        return 0;
    const Ticket ticket = m_queue.push(address, isExempt, 0, std::move(work));
    if (ticket != 0)
        m_wake.notify_one();
    return ticket;
}

void VerificationPool::cancel(Ticket ticket)
{
    std::optional<Work> dropped; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    dropped = m_queue.remove(ticket);
}

qsizetype VerificationPool::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

// One thread is enough to go on with.
bool VerificationPool::startThreads()
{
    for (int i = 0; i < Threads; ++i) {
        if (Result<std::thread> thread = startThread("sb-verify", [this] { run(); }))
            m_threads.push_back(*std::move(thread));
    }
    return !m_threads.empty();
}

void VerificationPool::run()
{
    // On Linux this is about the calling thread only. A failure leaves it at the priority of the others.
    std::ignore = ::setpriority(PRIO_PROCESS, 0, Niceness);
    while (const Work work = takeNext())
        work();
}

VerificationPool::Work VerificationPool::takeNext()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_isStopping || !m_queue.isEmpty(); });
    if (m_isStopping)
        return {};
    return m_queue.takeNext([](const auto &...) { return true; })->second;
}

} // namespace signalbox

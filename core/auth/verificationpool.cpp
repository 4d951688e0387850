#include "core/auth/verificationpool.h"

#include "core/base/endpoint.h"
#include "core/base/thread.h"

#include <sys/resource.h>

#include <algorithm>
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
    const QHostAddress key = limitKey(address);
    const std::lock_guard lock(m_mutex);
    if (m_addresses.size() >= m_bounds.waiting)
        return 0;
    const auto queue = m_queues.constFind(key);
    const bool isNew = queue == m_queues.constEnd();
    if (!isNew && !isExempt && qsizetype(queue->size()) >= m_bounds.waitingOfAddress)
        return 0;
    if (m_threads.empty() && !startThreads())
        return 0;
    m_queues[key].push_back({++m_latest, std::move(work)});
    m_addresses.insert(m_latest, key);
    if (isNew)
        m_turns.push_back(key);
    m_wake.notify_one();
    return m_latest;
}

void VerificationPool::cancel(Ticket ticket)
{
    Work dropped; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    const auto address = m_addresses.constFind(ticket);
    if (address == m_addresses.constEnd())
        return;
    const auto queue = m_queues.find(*address);
    const auto job = std::ranges::find(*queue, ticket, &Job::ticket);
    dropped = std::move(job->work);
    queue->erase(job);
    if (queue->empty()) {
        m_turns.erase(std::ranges::find(m_turns, *address));
        m_queues.erase(queue);
    }
    m_addresses.erase(address);
}

qsizetype VerificationPool::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_addresses.size();
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
    m_wake.wait(lock, [this] { return m_isStopping || !m_turns.empty(); });
    if (m_isStopping)
        return {};
    const QHostAddress address = m_turns.front();
    m_turns.pop_front();
    const auto queue = m_queues.find(address);
    Job job = std::move(queue->front());
    queue->pop_front();
    if (queue->empty())
        m_queues.erase(queue);
    else
        m_turns.push_back(address);
    m_addresses.remove(job.ticket);
    return std::move(job.work);
}

} // namespace signalbox

#pragma once

#include "core/base/endpoint.h"

#include <QHash>

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

namespace signalbox {

//! Jobs that wait, in a queue for each address (limitKey()). The queues take turns: what many wait for behind one address
//! delays no other. Bounded. Not thread-safe.
template <typename Job>
class FairQueue final
{
public:
    struct Bounds
    {
        qsizetype jobs = 1024;
        qsizetype jobsOfAddress = 64;
        qsizetype bytes = std::numeric_limits<qsizetype>::max();
        qsizetype bytesOfAddress = std::numeric_limits<qsizetype>::max();
    };
    using Ticket = quint64; //!< 0: none

    explicit FairQueue(Bounds bounds)
        : m_bounds(bounds)
    {
    }

    //! Returns 0, and drops \a job, when a bound is reached. \a isExempt: the bounds by address do not apply. \a bytes: how
    //! much memory the job holds.
    [[nodiscard]] Ticket push(const QHostAddress &address, bool isExempt, qsizetype bytes, Job job)
    {
        if (m_addresses.size() >= m_bounds.jobs || m_bytes > m_bounds.bytes - bytes)
            return 0;
        const QHostAddress key = limitKey(address);
        const auto known = m_queues.constFind(key);
        const bool isNew = known == m_queues.constEnd();
        const qsizetype bytesOfAddress = isNew ? 0 : known->bytes;
        if (!isExempt && ((!isNew && qsizetype(known->entries.size()) >= m_bounds.jobsOfAddress) ||
                          bytesOfAddress > m_bounds.bytesOfAddress - bytes))
            return 0;
        Queue &queue = m_queues[key];
        queue.entries.push_back({++m_latest, bytes, std::move(job)});
        queue.bytes += bytes;
        m_bytes += bytes;
        m_addresses.insert(m_latest, key);
        if (isNew)
            m_turns.push_back(key);
        return m_latest;
    }

    //! Returns nothing if the job does not wait any more.
    std::optional<Job> remove(Ticket ticket)
    {
        const auto address = m_addresses.constFind(ticket);
        if (address == m_addresses.constEnd())
            return std::nullopt;
        const QHostAddress key = *address;
        Queue &queue = *m_queues.find(key);
        std::optional<Job> job = take(
            queue, std::ranges::find(queue.entries, ticket, [](const Entry &entry) { return entry.ticket; }));
        if (queue.entries.empty()) {
            m_turns.erase(std::ranges::find(m_turns, key));
            m_queues.remove(key);
        }
        return job;
    }

    //! Returns the first job of the address whose turn it is among those for which \a mayRun(address, job) holds, and that
    //! address; nothing if there is none.
    template <typename MayRun>
    std::optional<std::pair<QHostAddress, Job>> takeNext(const MayRun &mayRun)
    {
        const auto turn = std::ranges::find_if(m_turns, [&](const QHostAddress &key) {
            return mayRun(key, m_queues.constFind(key)->entries.front().job);
        });
        if (turn == m_turns.end())
            return std::nullopt;
        const QHostAddress key = *turn;
        m_turns.erase(turn);
        Queue &queue = *m_queues.find(key);
        Job job = take(queue, queue.entries.begin());
        if (queue.entries.empty())
            m_queues.remove(key);
        else
            m_turns.push_back(key);
        return std::pair(key, std::move(job));
    }

    bool isEmpty() const { return m_turns.empty(); }
    qsizetype size() const { return m_addresses.size(); }
    qsizetype bytes() const { return m_bytes; }

private:
    struct Entry
    {
        Ticket ticket = 0;
        qsizetype bytes = 0;
        Job job;
    };
    struct Queue
    {
        std::deque<Entry> entries;
        qsizetype bytes = 0;
    };

    Job take(Queue &queue, typename std::deque<Entry>::iterator entry)
    {
        Job job = std::move(entry->job);
        queue.bytes -= entry->bytes;
        m_bytes -= entry->bytes;
        m_addresses.remove(entry->ticket);
        queue.entries.erase(entry);
        return job;
    }

    Bounds m_bounds;
    QHash<QHostAddress, Queue> m_queues;     //!< by address; none is empty
    std::deque<QHostAddress> m_turns;        //!< the keys of m_queues; the first one is next
    QHash<Ticket, QHostAddress> m_addresses; //!< of all jobs
    qsizetype m_bytes = 0;
    Ticket m_latest = 0;
};

} // namespace signalbox

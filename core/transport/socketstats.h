#pragma once

#include "core/base/servercounters.h"
#include "core/policy/memorybudget.h"

#include <utility>

namespace signalbox {

//! What one client socket adds to the counters and the memory share of its thread.
class SocketStats
{
public:
    //! \a counters and \a memory outlive it; null: nothing is counted.
    SocketStats(ServerCounters *counters, MemoryShare *memory)
        : m_counters(counters)
        , m_memory(memory)
    {
    }
    ~SocketStats() { holds(0, 0); }
    Q_DISABLE_COPY_MOVE(SocketStats)

    void pingSent()
    {
        if (m_counters)
            m_counters->pingsSent.add();
    }
    //! \a isNew: its pong did not replace a queued one.
    void pingAnswered(bool isNew)
    {
        if (!m_counters)
            return;
        m_counters->pingsReceived.add();
        (isNew ? m_counters->pongsSent : m_counters->pongsSuperseded).add();
    }
    void workPaused(Nanoseconds time)
    {
        if (m_counters)
            m_counters->workPausedNs.add(quint64(time.count()));
    }
    void roundTrip(Nanoseconds time)
    {
        if (m_counters)
            m_counters->pingRtt.record(time);
    }
    //! \a messages were dropped by \a policy.
    void dropped(const char *policy, quint32 messages)
    {
        m_dropped += messages;
        if (m_counters && messages > 0)
            m_counters->dropped.add({policy}, messages);
    }
    void droppedHints(quint32 hints)
    {
        if (m_counters)
            m_counters->hintsDropped.add(hints);
    }
    quint64 droppedMessages() const { return m_dropped; }
    //! Sets how many bytes are queued for the peer, and how many were received of incomplete messages.
    void holds(qint64 queued, qint64 unfinished)
    {
        if (m_counters && queued != m_queued)
            m_counters->queuedBytes.add(queued - m_queued);
        count(MemoryPart::Outboxes, m_queued, queued);
        count(MemoryPart::Unfinished, m_unfinished, unfinished);
    }
    qint64 held() const { return m_queued + m_unfinished; }

private:
    void count(MemoryPart part, qint64 &counted, qint64 bytes)
    {
        const qint64 before = std::exchange(counted, bytes);
        if (m_memory && bytes != before)
            m_memory->add(part, bytes - before);
    }

    ServerCounters *m_counters;
    MemoryShare *m_memory;
    quint64 m_dropped = 0;
    qint64 m_queued = 0;     //!< part of counters.queuedBytes and the memory share
    qint64 m_unfinished = 0; //!< part of the memory share
};

} // namespace signalbox

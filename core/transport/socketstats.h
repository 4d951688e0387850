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
    //! \a isNew: it did not take the place of one that waited.
    void pingAnswered(bool isNew)
    {
        if (!m_counters)
            return;
        m_counters->pingsReceived.add();
        (isNew ? m_counters->pongsSent : m_counters->pongsSuperseded).add();
    }
    void roundTrip(Nanoseconds time)
    {
        if (m_counters)
            m_counters->pingRtt.record(time);
    }
    //! \a messages never reach the peer, by \a policy.
    void dropped(const char *policy, quint32 messages)
    {
        m_dropped += messages;
        if (m_counters && messages > 0)
            m_counters->dropped.add({policy}, messages);
    }
    quint64 droppedMessages() const { return m_dropped; }
    //! So much is queued for the peer now, and so much has come of what it has not finished saying.
    void holds(qint64 queued, qint64 unfinished)
    {
        if (m_counters && queued != m_queued)
            m_counters->queuedBytes.add(queued - m_queued);
        m_queued = queued;
        const qint64 before = std::exchange(m_held, queued + unfinished);
        if (m_memory && m_held != before)
            m_memory->add(m_held - before);
    }
    qint64 held() const { return m_held; }

private:
    ServerCounters *m_counters;
    MemoryShare *m_memory;
    quint64 m_dropped = 0;
    qint64 m_queued = 0; //!< what of counters.queuedBytes is ours
    qint64 m_held = 0;   //!< what of the memory's share is
};

} // namespace signalbox

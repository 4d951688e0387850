#pragma once

#include "core/base/servercounters.h"

namespace signalbox {

//! What one wire adds to the counters of its thread.
class WireTally
{
public:
    //! \a counters outlive it; null: nothing is counted.
    explicit WireTally(ServerCounters *counters)
        : m_counters(counters)
    {
    }
    ~WireTally() { queued(0); }
    Q_DISABLE_COPY_MOVE(WireTally)

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
    //! So much is queued now.
    void queued(qint64 bytes)
    {
        if (!m_counters || bytes == m_queued)
            return;
        m_counters->queuedBytes.add(bytes - m_queued);
        m_queued = bytes;
    }

private:
    ServerCounters *m_counters;
    qint64 m_queued = 0; //!< what of counters.queuedBytes is ours
};

} // namespace signalbox

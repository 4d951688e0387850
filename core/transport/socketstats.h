#pragma once

#include "core/base/servercounters.h"
#include "core/policy/memorybudget.h"
#include "core/transport/outbox.h"

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
    ~SocketStats() { release(); }
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
    //! Bytes that are held for the peer, without the frames of its outbox.
    struct Held
    {
        qint64 queued = 0;      //!< unsent, for the counters; memory is counted by frame
        qint64 entries = 0;     //!< of the outbox, and what TLS has encrypted
        qint64 unfinished = 0;  //!< received of incomplete messages and heads
        qint64 compression = 0; //!< state of decompressor and compressor
    };
    void holds(const Held &held)
    {
        if (m_counters && held.queued != m_queued)
            m_counters->queuedBytes.add(held.queued - m_queued);
        m_queued = held.queued;
        count(MemoryPart::Outboxes, m_entries, held.entries);
        count(MemoryPart::Unfinished, m_unfinished, held.unfinished);
        count(MemoryPart::Compression, m_compression, held.compression);
    }
    //! Counts the frames that wait in \a outbox, unless another outbox has done so.
    void countFrames(Outbox &outbox)
    {
        if (m_memory)
            m_memory->noteCounted(outbox.countFrames(m_memory->counter(MemoryPart::Outboxes),
                                                     m_memory->counter(MemoryPart::SharedFrames)));
    }
    //! Sets how many bytes of requests shards still work on; counted in steps, because most are answered at once.
    void setInFlight(qint64 bytes)
    {
        count(MemoryPart::Requests, m_inFlight, bytes / InFlightStep * InFlightStep);
    }
    //! Sets how many bytes are remembered about what the peer did.
    void setRemembered(qint64 bytes) { count(MemoryPart::Requests, m_remembered, bytes); }
    //! Nothing is held any more.
    void release()
    {
        holds({});
        setInFlight(0);
        setRemembered(0);
    }
    //! What holds(), setInFlight() and setRemembered() have counted.
    qint64 held() const { return m_entries + m_unfinished + m_compression + m_inFlight + m_remembered; }

private:
    static constexpr qint64 InFlightStep = qint64(16) * 1024;

    void count(MemoryPart part, qint64 &counted, qint64 bytes)
    {
        const qint64 before = std::exchange(counted, bytes);
        if (m_memory && bytes != before)
            m_memory->add(part, bytes - before);
    }

    ServerCounters *m_counters;
    MemoryShare *m_memory;
    quint64 m_dropped = 0;
    qint64 m_queued = 0; //!< part of counters.queuedBytes
    // parts of the memory share
    qint64 m_entries = 0;
    qint64 m_unfinished = 0;
    qint64 m_compression = 0;
    qint64 m_inFlight = 0;
    qint64 m_remembered = 0;
};

} // namespace signalbox

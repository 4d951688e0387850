#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! How many bytes one io thread has been sent by a home and has not worked off yet. The home adds and may
//! wait, the thread takes away; nobody else touches it. A home that waits holds its publishes back, never
//! its deliveries, so that two shards cannot wait for each other.
class Backpressure
{
public:
    //! Bytes above which the home waits, and below which it goes on. Well below limits.outbox_hard: a thread
    //! that could not run for a moment takes all of it in one turn, before any of its members can be written
    //! to, and nobody is a slow consumer for that.
    static constexpr qint64 Limit = 256 * 1024;
    static constexpr qint64 Resume = Limit / 2;

    //! Home: \a bytes are on their way.
    void add(qint64 bytes) { m_bytes.fetch_add(bytes); }
    //! Home: true when it has to wait; then exactly one remove() will return true.
    bool isBlocked()
    {
        if (m_bytes.load() <= Limit)
            return false;
        m_shardWaits.store(true);
        // The thread may have worked everything off in between, and found nobody waiting.
        return m_bytes.load() > Resume || !m_shardWaits.exchange(false);
    }
    //! Thread: \a bytes are worked off. True: the home waited and has to be told that it may go on.
    bool remove(qint64 bytes)
    {
        return m_bytes.fetch_sub(bytes) - bytes <= Resume && m_shardWaits.exchange(false);
    }

    qint64 bytes() const { return m_bytes.load(); }

private:
    std::atomic<qint64> m_bytes{0};
    std::atomic<bool> m_shardWaits{false};
};

} // namespace signalbox

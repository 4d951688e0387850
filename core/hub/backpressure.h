#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! The backlog of one io thread at one shard thread: bytes that the shard has sent and the io thread has not
//! handled yet. The shard adds and the io thread removes. While the backlog is too large the shard holds its
//! publishes back, but never its deliveries, so that two shards cannot wait for each other.
class Backpressure
{
public:
    //! Bytes above which the shard waits, and down to which the backlog has to fall before it continues. Well
    //! below limits.outbox_hard: a thread that could not run for a moment handles its whole backlog in one
    //! turn, before it writes to any socket, and that must not make its clients slow consumers.
    static constexpr qint64 Limit = 256 * 1024;
    static constexpr qint64 Resume = Limit / 2;

    explicit Backpressure(qint64 limit = Limit)
        : m_limit(limit)
    {
    }
    Q_DISABLE_COPY_MOVE(Backpressure)

    //! Shard: \a bytes have been sent.
    void add(qint64 bytes) { m_bytes.fetch_add(bytes); }
    //! Shard: true when it has to wait; exactly one remove() will then return true.
    bool isBlocked()
    {
        if (m_bytes.load() <= m_limit)
            return false;
        m_isShardWaiting.store(true);
        // The io thread may have handled everything in between, without seeing the flag.
        return m_bytes.load() > m_limit / 2 || !m_isShardWaiting.exchange(false);
    }
    //! Io thread: \a bytes have been handled. True: the shard was waiting, and has to be sent
    //! ResumePublishing.
    bool remove(qint64 bytes)
    {
        return m_bytes.fetch_sub(bytes) - bytes <= m_limit / 2 && m_isShardWaiting.exchange(false);
    }

    qint64 bytes() const { return m_bytes.load(); }

private:
    const qint64 m_limit;
    std::atomic<qint64> m_bytes{0};
    std::atomic<bool> m_isShardWaiting{false};
};

} // namespace signalbox

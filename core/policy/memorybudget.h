#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! How many bytes the server may hold for all peers, and how many it holds: what is queued in their outboxes,
//! and what was received of incomplete messages. A buffer shared by many outboxes counts in each; what the
//! kernel holds does not count. Any thread: one atomic.
//!
//! Above the limit the threads close the connections for which most is held, and new ones are refused, until
//! an eighth of the limit is free again: otherwise the next message would exceed it again.
class MemoryBudget
{
public:
    //! Bytes; 0 = no limit.
    explicit MemoryBudget(qint64 limit = 0)
        : m_limit(limit)
    {
    }

    void setLimit(qint64 limit) { m_limit.store(limit, std::memory_order_relaxed); }
    qint64 limit() const { return m_limit.load(std::memory_order_relaxed); }
    qint64 used() const { return m_used.load(std::memory_order_relaxed); }
    //! Negative: freed.
    void add(qint64 bytes) { m_used.fetch_add(bytes, std::memory_order_relaxed); }

    //! Returns how much is to be freed: all above seven eighths of the limit once that is exceeded; otherwise
    //! 0.
    qint64 excess() const
    {
        const qint64 most = limit();
        const qint64 held = used();
        return most > 0 && held > most ? held - mark(most) : 0;
    }
    //! Returns whether a new connection is admitted. Called by the accepting thread only.
    bool admits()
    {
        const qint64 most = limit();
        m_isShut = most > 0 && used() > (m_isShut ? mark(most) : most);
        return !m_isShut;
    }

private:
    static qint64 mark(qint64 limit) { return limit - limit / 8; }

    std::atomic<qint64> m_used{0};
    std::atomic<qint64> m_limit;
    bool m_isShut = false; //!< used by the accepting thread only
};

//! The part of the budget that one io thread holds.
class MemoryShare
{
public:
    explicit MemoryShare(MemoryBudget &budget)
        : m_budget(budget)
    {
    }
    Q_DISABLE_COPY_MOVE(MemoryShare)

    //! On its io thread. Negative: freed.
    void add(qint64 bytes)
    {
        m_held += bytes;
        m_budget.add(bytes);
        if (bytes > 0)
            grown();
    }
    qint64 held() const { return m_held; }

protected:
    ~MemoryShare() = default;
    //! Called when more is held than before.
    virtual void grown() = 0;
    MemoryBudget &budget() const { return m_budget; }

private:
    MemoryBudget &m_budget;
    qint64 m_held = 0;
};

} // namespace signalbox

#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! How many bytes the server may hold for all its peers, and how many it does: what waits in their outboxes,
//! and what has come of messages that are not whole yet. A buffer shared by many outboxes counts in each;
//! what waits in the kernel counts nowhere. Any thread: one atomic.
//!
//! Above the limit the threads shed those for whom most is held, and newcomers are refused, until an eighth
//! is free again: else the next message would begin it anew.
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
    //! Less than 0: given back.
    void add(qint64 bytes) { m_used.fetch_add(bytes, std::memory_order_relaxed); }

    //! How much to give back: all above the mark, once the limit is passed; before that nothing.
    qint64 excess() const
    {
        const qint64 most = limit();
        const qint64 held = used();
        return most > 0 && held > most ? held - mark(most) : 0;
    }
    //! May somebody new come in? The accepting thread asks.
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
    bool m_isShut = false; //!< the accepting thread's
};

//! What one io thread holds of it.
class MemoryShare
{
public:
    explicit MemoryShare(MemoryBudget &budget)
        : m_budget(budget)
    {
    }
    Q_DISABLE_COPY_MOVE(MemoryShare)

    //! On its io thread. Less than 0: given back.
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
    //! More is held than before.
    virtual void grown() = 0;
    MemoryBudget &budget() const { return m_budget; }

private:
    MemoryBudget &m_budget;
    qint64 m_held = 0;
};

} // namespace signalbox

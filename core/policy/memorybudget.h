#pragma once

#include "core/base/memorycounter.h"

#include <QtGlobal>

#include <array>
#include <atomic>

namespace signalbox {

//! What the memory that is held for peers is used for. Each byte counts in one part.
enum class MemoryPart : quint8 {
    Outboxes,     //!< frames that one outbox alone has queued, and the entries of the queues
    SharedFrames, //!< frames that several outboxes have queued
    Compression,  //!< state of decompressors and compressors that is kept between messages
    Unfinished,   //!< received, but not handled: incomplete messages and heads
    Requests,     //!< requests that shards still work on
    History,      //!< of all rooms
};
inline constexpr std::size_t MemoryPartCount = 6; //!< of MemoryPart

//! Returns the name of \a part for metrics.
constexpr const char *memoryPartName(MemoryPart part)
{
    constexpr std::array<const char *, MemoryPartCount> Names{"outboxes",   "shared_frames", "compression",
                                                              "unfinished", "requests",      "history"};
    return Names[std::size_t(part)];
}

//! How many bytes the server may hold for all peers, and how many it holds, by part. What the kernel holds does not
//! count. Any thread: one atomic a part.
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
    qint64 used() const
    {
        qint64 sum = 0;
        for (const MemoryCounter &part : m_parts)
            sum += part.bytes();
        return sum;
    }
    MemoryCounter &part(MemoryPart part) { return m_parts[std::size_t(part)]; }
    const MemoryCounter &part(MemoryPart part) const { return m_parts[std::size_t(part)]; }

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

    std::array<MemoryCounter, MemoryPartCount> m_parts;
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
    void add(MemoryPart part, qint64 bytes)
    {
        m_held += bytes;
        m_budget.part(part).add(bytes);
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

#pragma once

#include "core/base/memorycounter.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <atomic>

namespace signalbox {

//! What the memory that is held for peers is used for. Each byte counts in one part.
enum class MemoryPart : quint8 {
    Outboxes,     //!< frames that one outbox alone has queued, and the entries of the queues
    SharedFrames, //!< frames that several outboxes have queued
    Compression,  //!< state of decompressors and compressors that is kept between messages
    Unfinished,   //!< received, but not handled: incomplete messages and heads
    Requests,     //!< requests that shards still work on, and what is remembered of those that failed
    Rooms,        //!< rooms that have members, without their history
    History,      //!< messages of all rooms, and rooms that are only kept for them
};
inline constexpr std::size_t MemoryPartCount = 7; //!< of MemoryPart

//! Returns the name of \a part for metrics.
constexpr const char *memoryPartName(MemoryPart part)
{
    constexpr std::array<const char *, MemoryPartCount> Names{
        "outboxes", "shared_frames", "compression", "unfinished", "requests", "rooms", "history"};
    return Names[std::size_t(part)];
}

//! How many rooms there are by the size of their history: by the number of binary digits of its bytes. Any thread.
class HistorySizes
{
public:
    static constexpr std::size_t MostDigits = 63;

    qint64 rooms(std::size_t digits) const { return m_rooms[digits].load(std::memory_order_relaxed); }
    void add(std::size_t digits, qint64 rooms)
    {
        m_rooms[digits].fetch_add(rooms, std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<qint64>, MostDigits + 1> m_rooms{};
};

//! How many bytes the server may hold for all peers, and how many it holds, by part. What the kernel holds does not
//! count. Any thread: one atomic a part.
//!
//! Above the limit the history gives way first, all of it if need be; it has a limit of its own, too. When the other parts
//! alone are above the limit, the threads close the connections for which most is held, and new ones are refused. In both
//! cases until an eighth of the limit is free again: otherwise the next message would exceed it again.
class MemoryBudget
{
public:
    //! Bytes; 0 = no limit. \a historyLimit is of the part History.
    explicit MemoryBudget(qint64 limit = 0, qint64 historyLimit = 0)
        : m_limit(limit)
        , m_historyLimit(historyLimit)
    {
    }

    void setLimits(qint64 limit, qint64 historyLimit)
    {
        m_limit.store(limit, std::memory_order_relaxed);
        m_historyLimit.store(historyLimit, std::memory_order_relaxed);
    }
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

    //! The bytes of the part History that belong to rooms without members.
    MemoryCounter &idleHistory() { return m_idleHistory; }
    const MemoryCounter &idleHistory() const { return m_idleHistory; }
    //! Of rooms without members, and of those with members.
    HistorySizes &idleHistorySizes() { return m_idleHistorySizes; }
    HistorySizes &usedHistorySizes() { return m_usedHistorySizes; }

    //! Returns how much is to be freed beside the history: all above seven eighths of the limit once that is exceeded;
    //! otherwise 0.
    qint64 excess() const { return excessOf(used() - history(), limit()); }
    //! Returns how much of the history is to be dropped.
    qint64 historyExcess() const
    {
        const qint64 excess = std::max(excessOf(used(), limit()),
                                       excessOf(history(), m_historyLimit.load(std::memory_order_relaxed)));
        return std::min(excess, history());
    }
    //! Returns whether a new connection is admitted. Called by the accepting thread only.
    bool admits()
    {
        const qint64 most = limit();
        m_isShut = most > 0 && used() - history() > (m_isShut ? mark(most) : most);
        return !m_isShut;
    }

private:
    static qint64 mark(qint64 limit) { return limit - limit / 8; }
    static qint64 excessOf(qint64 bytes, qint64 limit)
    {
        return limit > 0 && bytes > limit ? bytes - mark(limit) : 0;
    }
    qint64 history() const { return part(MemoryPart::History).bytes(); }

    std::array<MemoryCounter, MemoryPartCount> m_parts;
    MemoryCounter m_idleHistory;
    HistorySizes m_idleHistorySizes;
    HistorySizes m_usedHistorySizes;
    std::atomic<qint64> m_limit;
    std::atomic<qint64> m_historyLimit;
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
    //! The sum of add(). What was counted by counter() is in no share.
    qint64 held() const { return m_held; }
    //! For blocks of memory that count themselves. Outlives this share.
    MemoryCounter &counter(MemoryPart part) { return m_budget.part(part); }
    //! \a bytes were added to a counter().
    void noteCounted(qint64 bytes)
    {
        if (bytes > 0)
            grown();
    }

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

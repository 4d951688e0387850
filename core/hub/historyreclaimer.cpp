#include "core/hub/historyreclaimer.h"

#include <algorithm>
#include <utility>

namespace signalbox {

HistoryReclaimer::HistoryReclaimer(IoLoop &loop, const MemoryBudget &budget, RoomMemory &memory,
                                   Actions actions)
    : m_loop(loop)
    , m_budget(budget)
    , m_memory(memory)
    , m_actions(std::move(actions))
    , m_retry(WheelTimer::of<&HistoryReclaimer::checkAgain>(this))
{
}

void HistoryReclaimer::check()
{
    if (m_budget.historyExcess() == 0) {
        m_hasWaited = false;
        return;
    }
    start();
    if (m_retry.isArmed())
        return;
    m_loop.wheel().arm(m_retry, m_loop.now() + Patience);
    m_actions.wakeOthers();
}

void HistoryReclaimer::checkAgain()
{
    m_hasWaited = true;
    check();
}

void HistoryReclaimer::start()
{
    if (m_left > 0)
        return;
    m_left = share(m_budget.historyExcess());
    if (m_left > 0)
        m_loop.scheduleFlush(this); // not now: the room that grew is in use
}

// The total of the other shards may be out of date: what is dropped too much or too little there shows in the next excess.
// Rooms in use give the idle rooms of other shards Patience: otherwise they alone would be reduced where their shard is the
// faster.
qint64 HistoryReclaimer::share(qint64 excess) const
{
    const qint64 idle = m_budget.idleHistory().bytes();
    if (excess <= idle || (!m_hasWaited && idle > m_memory.idleHistory()))
        return m_memory.shareOfIdle(std::min(excess, idle));
    return m_memory.idleHistory() + m_memory.shareInUse(excess - idle);
}

void HistoryReclaimer::flush()
{
    Room *room = m_memory.largestIdle();
    if (!room)
        room = m_memory.largestInUse();
    if (!room) {
        m_left = 0;
        return;
    }
    const qint64 before = m_memory.history();
    m_actions.drop(*room, std::min(m_left, Slice));
    const qint64 dropped = before - m_memory.history();
    m_left = dropped > 0 ? m_left - dropped : 0;
    if (m_left > 0)
        m_loop.scheduleFlush(this); // IoLoop bounds the time of a turn that flushes take
}

} // namespace signalbox

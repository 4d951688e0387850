#pragma once

#include "core/hub/roommemory.h"
#include "core/loop/ioloop.h"

#include <functional>

namespace signalbox {

//! Drops history of the rooms of one shard while that of all shards together, or all memory, is above its limit: of idle
//! rooms first, then of those with members, in both cases of the largest of all shards. Each shard drops a share in
//! proportion to what it has of those, so that the shards need no coordination beyond a wake-up. Lives on the shard's io
//! thread.
class HistoryReclaimer final : private Flushable
{
public:
    struct Actions
    {
        //! Drops the oldest messages of the room, about so many bytes, but at least one, and counts it in the RoomMemory
        //! again. An idle room without messages is closed.
        std::function<void(Room &room, qint64 bytes)> drop;
        //! Calls start() of the other shards.
        std::function<void()> wakeOthers;
    };

    HistoryReclaimer(IoLoop &loop, const MemoryBudget &budget, RoomMemory &memory, Actions actions);

    //! Called when this shard takes more memory than before, or a limit has changed.
    void check();
    //! Drops the share of this shard, in the following turns.
    void start();

    //! Bytes that are dropped before other work of the thread gets its chance.
    static constexpr qint64 Slice = 64 * 1024;
    //! How long the other shards have for their share before they are woken again.
    static constexpr Milliseconds Patience{10};

private:
    void flush() override;
    void checkAgain();
    qint64 share(qint64 excess) const;

    IoLoop &m_loop;
    const MemoryBudget &m_budget;
    RoomMemory &m_memory;
    Actions m_actions;
    qint64 m_left = 0;        //!< of the share that is being dropped
    bool m_hasWaited = false; //!< the other shards had Patience, and more is held than allowed
    WheelTimer m_retry;       //!< armed when others have been woken
};

} // namespace signalbox

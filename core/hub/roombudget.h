#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! The number of rooms of a server, shared by all its shards. Any thread.
class RoomBudget
{
public:
    //! Adds a room. False: there are \a most already (0: no limit).
    bool take(qint64 most)
    {
        if (m_rooms.fetch_add(1, std::memory_order_relaxed) < most || most == 0)
            return true;
        release();
        return false;
    }
    void release() { m_rooms.fetch_sub(1, std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_rooms{0};
};

} // namespace signalbox

#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! How many rooms a server has, over all shards: the one thing they count together. Any thread.
class RoomBudget
{
public:
    //! One more room. False: \a most are there (0: no limit).
    bool take(qint64 most)
    {
        if (m_rooms.fetch_add(1, std::memory_order_relaxed) < most || most == 0)
            return true;
        giveBack();
        return false;
    }
    void giveBack() { m_rooms.fetch_sub(1, std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_rooms{0};
};

} // namespace signalbox

#pragma once

#include "core/base/namehash.h"
#include "core/store/roomrecords.h"

#include <atomic>
#include <list>
#include <optional>

namespace signalbox {

//! The rooms of one shard that are in the file of the store and not open, by name and in the order in which they were closed.
//! Lives on the shard's io thread.
class ClosedRooms final
{
public:
    //! \a total counts the rooms of all shards. It outlives this.
    explicit ClosedRooms(std::atomic<qint64> &total)
        : m_total(total)
    {
    }
    ~ClosedRooms();
    Q_DISABLE_COPY_MOVE(ClosedRooms)

    //! Adds \a room, which was used last of all.
    void add(StoredRoom &&room);
    //! Removes and returns the room \a name; none: it is not here.
    std::optional<StoredRoom> take(const QString &name);
    //! The room that was closed first; null: there is none.
    const StoredRoom *oldest() const { return m_order.empty() ? nullptr : &m_order.front(); }
    StoredRoom takeOldest();

    //! Begins a walk over the rooms, in their order.
    void beginWalk() { m_walk = m_order.begin(); }
    //! The next room of the walk; null: there is none left. Rooms may be taken between two calls.
    const StoredRoom *walk() { return m_walk == m_order.end() ? nullptr : &*m_walk++; }

    std::size_t size() const { return m_order.size(); }
    //! Of all shards.
    qint64 total() const { return m_total.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> &m_total;
    std::list<StoredRoom> m_order;
    std::list<StoredRoom>::iterator m_walk = m_order.end();
    NameMap<std::list<StoredRoom>::iterator> m_rooms;
};

} // namespace signalbox

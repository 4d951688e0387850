#include "core/store/closedrooms.h"

#include <utility>

namespace signalbox {

ClosedRooms::~ClosedRooms()
{
    m_total.fetch_sub(qint64(m_order.size()), std::memory_order_relaxed);
}

void ClosedRooms::add(StoredRoom &&room)
{
    const QString name = room.name;
    m_order.push_back(std::move(room));
    m_rooms[name] = std::prev(m_order.end());
    m_total.fetch_add(1, std::memory_order_relaxed);
}

std::optional<StoredRoom> ClosedRooms::take(const QString &name)
{
    const auto found = m_rooms.find(name);
    if (found == m_rooms.end())
        return std::nullopt;
    std::optional<StoredRoom> room(std::move(*found->second));
    if (m_walk == found->second)
        ++m_walk;
    m_order.erase(found->second);
    m_rooms.erase(found);
    m_total.fetch_sub(1, std::memory_order_relaxed);
    return room;
}

StoredRoom ClosedRooms::takeOldest()
{
    return *take(QString(m_order.front().name)); // a copy: the room's own name is moved
}

} // namespace signalbox

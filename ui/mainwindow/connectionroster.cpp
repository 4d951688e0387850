#include "ui/mainwindow/connectionroster.h"

#include <algorithm>

namespace signalbox {

void ConnectionRoster::clear()
{
    m_roomOf.clear();
    m_members.clear();
}

bool ConnectionRoster::apply(const ConnectionDelta &delta)
{
    bool roomsChanged = false;
    for (const ConnectionRemoval &removal : delta.removed)
        roomsChanged |= leave(removal.id);
    for (const ConnectionSnapshot &snapshot : delta.added) {
        roomsChanged |= leave(snapshot.info.id);
        const QString &room = snapshot.info.room;
        m_roomOf.insert(snapshot.info.id, room);
        if (!room.isEmpty() && ++m_members[room] == 1)
            roomsChanged = true;
    }
    return roomsChanged;
}

bool ConnectionRoster::leave(ConnectionId id)
{
    const auto it = m_roomOf.constFind(id);
    if (it == m_roomOf.constEnd())
        return false;
    const QString room = *it;
    m_roomOf.erase(it);
    const auto members = m_members.find(room);
    if (members == m_members.end() || --*members > 0)
        return false;
    m_members.erase(members);
    return true;
}

QStringList ConnectionRoster::rooms() const
{
    QStringList rooms = m_members.keys();
    if (rooms.size() > MaxRooms) {
        std::nth_element(rooms.begin(), rooms.begin() + MaxRooms, rooms.end(),
                         [this](const QString &a, const QString &b) { return m_members[a] > m_members[b]; });
        rooms.resize(MaxRooms);
    }
    rooms.sort(Qt::CaseInsensitive);
    return rooms;
}

} // namespace signalbox

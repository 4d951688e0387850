#pragma once

#include <QSharedDataPointer>
#include <QString>

#include <algorithm>
#include <span>
#include <vector>

namespace signalbox {

//! How a connection came into a room.
enum class RoomEntry : quint8 {
    Path,     //!< it is the room of the path
    Request,  //!< by a `join` of the client
    Operator, //!< by a command
};

struct JoinedRoom
{
    QString name;
    RoomEntry entry = RoomEntry::Path;

    friend bool operator==(const JoinedRoom &, const JoinedRoom &) = default;
};

//! The rooms that a connection is in, in the order in which it joined them. Has the size of a pointer: copies share one list
//! until one of them is changed, also copies on different threads.
class JoinedRooms
{
    struct Data : QSharedData
    {
        std::vector<JoinedRoom> rooms;
    };

public:
    JoinedRooms() = default;
    //! The list of a connection that is in no room, and not about to join that of its path.
    static JoinedRooms none()
    {
        JoinedRooms rooms;
        rooms.m_data = new Data;
        return rooms;
    }

    //! Returns whether no room has ever been added: the connection is still to join the room of its path, if it has one. A
    //! list that is empty because all rooms were left is not null.
    bool isNull() const { return !m_data; }
    std::span<const JoinedRoom> list() const
    {
        return m_data ? std::span<const JoinedRoom>(m_data->rooms) : std::span<const JoinedRoom>();
    }

    //! \a name must not be in the list.
    void add(const QString &name, RoomEntry entry)
    {
        if (!m_data)
            m_data = new Data;
        m_data->rooms.push_back({name, entry});
    }
    //! Does nothing if \a name is not in the list.
    void remove(const QString &name)
    {
        if (std::ranges::find(list(), name, &JoinedRoom::name) != list().end())
            std::erase_if(m_data->rooms, [&name](const JoinedRoom &room) { return room.name == name; });
    }

    //! Takes constant time if both share their list.
    friend bool operator==(const JoinedRooms &a, const JoinedRooms &b)
    {
        return a.m_data == b.m_data || (a.isNull() == b.isNull() && std::ranges::equal(a.list(), b.list()));
    }

private:
    QSharedDataPointer<Data> m_data;
};

} // namespace signalbox

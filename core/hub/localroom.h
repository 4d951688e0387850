#pragma once

#include "core/hub/membership.h"
#include "core/model/joinedrooms.h"
#include "core/wire/preparedmessage.h"

#include <array>
#include <vector>

namespace signalbox {

class Connection;

//! The members of a room whose connections live on this io thread, as the room's shard reported them.
class LocalRoom final
{
public:
    //! What a member gets of what is published.
    enum class Group : quint8 {
        Plain,
        Envelope,
        Replaying, //!< notices, but no publications: its replay reaches them
    };
    static Group groupOf(Dialect dialect)
    {
        return dialect == Dialect::Plain ? Group::Plain : Group::Envelope;
    }

    bool isEmpty() const { return size() == 0; }
    std::size_t size() const { return m_groups[0].size() + m_groups[1].size() + m_groups[2].size(); }

    //! Returns the position of \a member in \a group, for remove().
    std::size_t add(Connection *member, Group group);
    //! Removes the member at \a position, in constant time. Returns the member that has this position now; null
    //! if none has.
    Connection *remove(std::size_t position, Group group);
    //! Queues \a message for the members of \a group, except \a except (null: for all). Returns the number of
    //! members that accepted it.
    quint32 send(Group group, const PreparedMessage &message, const Connection *except);
    //! Queues a notice for the members with an envelope, those with a replay included, which can do without it.
    quint32 sendHint(const PreparedMessage &message, const Connection *except);

    //! Returns the list of a connection that is only in this room, the one of its path: \a name. All such members share it,
    //! so that it costs them no memory.
    const JoinedRooms &onlyRoom(const QString &name)
    {
        if (m_onlyRoom.isNull())
            m_onlyRoom.add(name, RoomEntry::Path);
        return m_onlyRoom;
    }

private:
    std::vector<Connection *> &membersOf(Group group) { return m_groups[std::size_t(group)]; }

    std::array<std::vector<Connection *>, 3> m_groups;
    JoinedRooms m_onlyRoom;
};

} // namespace signalbox

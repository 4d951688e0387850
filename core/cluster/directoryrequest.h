#pragma once

#include "core/hub/clusterdirectory.h"

#include <variant>

namespace signalbox {

// What the io threads pass to the broker's thread for the directory of a cluster, and what comes back.

enum class DirectoryKind : quint8 {
    Room,  //!< members of a room
    User,  //!< connections of a user, who get what is sent to it
    Place, //!< connections of a user that limits.max_connections_per_user counts
};

//! A connection in the directory.
struct EntryAdded
{
    DirectoryKind kind = DirectoryKind::Room;
    QString name;
    ConnectionId client;
    QString user;
};

struct EntryRemoved
{
    DirectoryKind kind = DirectoryKind::Room;
    QString name;
    ConnectionId client;
};

using DirectoryRequest = std::variant<EntryAdded, EntryRemoved, MemberClaim, PresenceQuery, UserMessage>;
using DirectoryEvent = std::variant<MemberElsewhere, MembersFound, MemberClaimed, ConnectionReplaced,
                                    SentElsewhere, DirectFromElsewhere>;

} // namespace signalbox

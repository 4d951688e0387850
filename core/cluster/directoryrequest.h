#pragma once

#include "core/hub/clusterdirectory.h"

#include <variant>

namespace signalbox {

// What the io threads pass to the broker's thread for the directory of a cluster, and what comes back.

enum class DirectoryKind : quint8 { Room, User };

//! Connections in the directory: the members of a room, or those of a user.
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

using DirectoryRequest = std::variant<EntryAdded, EntryRemoved, PresenceQuery, UserMessage>;
using DirectoryEvent = std::variant<MemberElsewhere, MembersFound, SentElsewhere, DirectFromElsewhere>;

} // namespace signalbox

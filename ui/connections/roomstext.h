#pragma once

// How the rooms of a connection are shown. A room that a connection is still to join counts as one it is in.

#include "core/model/connectioninfo.h"
#include "core/model/joinedrooms.h"

#include <QStringList>

namespace signalbox {

//! Returns the room that was joined first; empty: none. Valid as long as the arguments.
const QString &firstRoom(const ConnectionInfo &info, const JoinedRooms &rooms);
//! Returns all rooms, in the order of joining.
QStringList roomNames(const ConnectionInfo &info, const JoinedRooms &rooms);
//! Returns the text of a cell: "trading +2", the first room and the number of further ones.
QString roomsText(const ConnectionInfo &info, const JoinedRooms &rooms);
//! Returns the names of all rooms, one a line, at most MaxListedRooms of them.
QString roomsDetails(const ConnectionInfo &info, const JoinedRooms &rooms);
inline constexpr int MaxListedRooms = 40;

} // namespace signalbox

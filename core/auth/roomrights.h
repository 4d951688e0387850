#pragma once

#include "core/auth/identity.h"
#include "core/policy/settings.h"

#include <QStringView>

namespace signalbox {

// What a client may do in a room: the policy of the room and the grants of its token have to allow it. \a grants null: it has
// no token, or one that limits nothing. Pure functions.

bool mayJoin(const RoomSettings &policy, const Grants *grants, QStringView room);
//! Of a member of the room. Also of what a policy closes to all clients: only the server publishes there.
bool mayPublish(const RoomSettings &policy, const Grants *grants, QStringView room);

} // namespace signalbox

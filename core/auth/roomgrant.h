#pragma once

#include "core/auth/gate.h"

namespace signalbox {

//! An EntryCheck: the token lets the client join the room of its path. 403.
std::optional<Refusal> checkRoomGrant(const EntryRequest &request);

} // namespace signalbox

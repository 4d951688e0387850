#pragma once

#include "core/auth/gate.h"
#include "core/policy/roompolicies.h"

namespace signalbox {

//! Returns a check whether policy and token let the client join the room of its path. 403. \a policies null: no room has rules
//! of its own.
EntryCheck roomGrantCheck(std::shared_ptr<const RoomPolicies> policies);

} // namespace signalbox

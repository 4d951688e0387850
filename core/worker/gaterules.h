#pragma once

#include "core/auth/gate.h"

namespace signalbox {

struct Config;
struct SharedState;

//! Returns the rules of a worker's gate. Its checks are in the order of the contract: ban of the user, room not granted, cap
//! of the user. They are called on the io thread, and may refer to \a shared, whose members are thread-safe.
Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop);

} // namespace signalbox

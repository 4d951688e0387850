#pragma once

#include "core/auth/gate.h"
#include "core/hub/clientauth.h"

namespace signalbox {

class LoopPost;
class UserSessions;
struct Config;
struct SharedState;

//! Returns the rules of a worker's gate. Its checks are in the order of the contract: ban of the Origin; behind authentication
//! ban of the user, room not granted, cap of the user. They are called on the io thread, and may refer to \a shared, whose
//! members are thread-safe. \a post is for the thread of \a loop.
Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop, const LoopPost &post);

//! The same for clients that authenticate by messages. \a counters and \a sessions, which gets their places, are those of the
//! io thread.
ClientAuth::Context clientAuthOf(const Gate::Rules &rules, SharedState &shared, ServerCounters &counters,
                                 UserSessions &sessions, IoLoop &loop, const LoopPost &post);

} // namespace signalbox

#include "core/worker/gaterules.h"

#include "core/auth/authenticators.h"
#include "core/auth/roomgrant.h"
#include "core/config/config.h"
#include "core/worker/sharedstate.h"

namespace signalbox {

Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop)
{
    return {.authenticators = std::make_shared<Authenticators>(config.auth, shared.auth, loop),
            .checks = {checkRoomGrant},
            .includeLoopback = config.limits.includeLoopback};
}

} // namespace signalbox

#include "core/worker/configrules.h"

#include "core/base/servercounters.h"
#include "core/config/config.h"

namespace signalbox {

std::shared_ptr<const UpgradeRules> upgradeRulesOf(const Config &config)
{
    return std::make_shared<const UpgradeRules>(config.routes, config.policy, config.limits, config.deflate,
                                                config.auth, RoomPolicies(config.rooms));
}

HubRules hubRulesOf(const Config &config)
{
    QSet<QString> fixedRooms;
    for (const RouteSettings &route : config.routes) {
        if (route.kind == RouteKind::Room && !route.room.isEmpty())
            fixedRooms.insert(route.room);
    }
    return {config.hub,    config.history, config.heartbeat,
            config.limits, fixedRooms,     std::make_shared<const RoomPolicies>(config.rooms)};
}

SocketSettings socketSettingsOf(const LimitSettings &limits, ServerCounters &counters, MemoryShare &memory)
{
    return {limits.handshake,
            limits.closing,
            {limits.writeStall, limits.outboxSoft, limits.outboxSoftFor},
            limits.outboxHard,
            limits.outboxPolicy,
            &counters,
            &memory};
}

} // namespace signalbox

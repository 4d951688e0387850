#pragma once

#include "core/hub/hubsettings.h"
#include "core/transport/clientsocket.h"
#include "core/transport/upgradehandler.h"

#include <memory>

namespace signalbox {

struct Config;
struct ServerCounters;

//! The parts of the configuration that the upgrade handler, the hub and the sockets of an io thread need.
std::shared_ptr<const UpgradeRules> upgradeRulesOf(const Config &config);
HubRules hubRulesOf(const Config &config);
//! \a counters and \a memory outlive the sockets.
SocketSettings socketSettingsOf(const LimitSettings &limits, ServerCounters &counters, MemoryShare &memory);

} // namespace signalbox

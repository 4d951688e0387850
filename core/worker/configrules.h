#pragma once

#include "core/hub/hubsettings.h"
#include "core/transport/upgradehandler.h"

#include <memory>

namespace signalbox {

struct Config;

//! The parts of the configuration that the upgrade handler and the hub of an io thread need.
std::shared_ptr<const UpgradeRules> upgradeRulesOf(const Config &config);
HubRules hubRulesOf(const Config &config);

} // namespace signalbox

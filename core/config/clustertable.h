#pragma once

#include "core/config/configschema.h"

namespace signalbox {

//! Returns the keys of [cluster], in the order of the file.
std::vector<ConfigKey<Config>> clusterTableKeys();
//! Checks them, against each other and against history.store. No text contains a password.
std::vector<ConfigViolation> checkClusterTable(const Config &config);

} // namespace signalbox

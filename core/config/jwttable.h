#pragma once

#include "core/config/configschema.h"

namespace signalbox {

//! Returns the keys of [auth.jwt], in the order of the file.
std::vector<ConfigKey<Config>> jwtTableKeys();
//! Checks them against each other and against the modes that are in use.
std::vector<ConfigViolation> checkJwtTable(const Config &config);

} // namespace signalbox

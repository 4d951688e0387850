#pragma once

#include "core/config/configschema.h"

namespace signalbox {

//! The keys of [auth], in the order of the file.
std::vector<ConfigKey<Config>> authTableKeys();
//! Returns the choices of auth.mode, in the order of AuthMode.
ValueRule authModeRule();
//! Checks the keys of [auth] against those of other tables.
std::vector<ConfigViolation> checkAuthTable(const Config &config);

} // namespace signalbox

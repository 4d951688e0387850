#pragma once

#include "core/config/configschema.h"

namespace signalbox {

//! Returns the keys of [auth.http], in the order of the file.
std::vector<ConfigKey<Config>> httpAuthTableKeys();
//! Checks them against the modes that are in use.
std::vector<ConfigViolation> checkHttpAuthTable(const Config &config);
//! Returns sentences for the operator about what is valid but unsafe.
QStringList httpAuthWarnings(const Config &config);

} // namespace signalbox

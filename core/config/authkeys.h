#pragma once

#include "core/config/configschema.h"

namespace signalbox {

//! The keys of [auth], in the order of the file.
std::vector<ConfigKey<Config>> authTableKeys();
//! Returns the choices of auth.mode, in the order of AuthMode.
ValueRule authModeRule();
//! Returns that \a key is missing, with \a text, if a client is authenticated by \a mode anywhere, at the place that says so.
std::optional<ConfigViolation> missingForMode(const Config &config, AuthMode mode, const QString &key,
                                              const QString &text);
//! Checks the keys of [auth] against those of other tables.
std::vector<ConfigViolation> checkAuthTable(const Config &config);

} // namespace signalbox

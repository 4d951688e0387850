#pragma once

// The one table of all configuration keys. Loader, environment, --set, --print-config, the default
// configuration file and the error texts work off it. A new key is a field in its settings struct and a row
// in configschema.cpp.

#include "core/config/config.h"
#include "core/config/configvalue.h"

#include <optional>
#include <vector>

namespace signalbox {

//! One key of a table that is kept in \a Target.
template <typename Target>
struct ConfigKey
{
    QString name; //!< limits.max_message; of a route just max_message
    ValueRule rule;
    QString documentation; //!< one line, no full stop
    void (*set)(Target &, const ConfigValue &) = nullptr;
    //! None: not set, and has no default of its own.
    std::optional<ConfigValue> (*get)(const Target &) = nullptr;
};

//! In the order of the file.
const std::vector<ConfigKey<Config>> &configKeys();
const std::vector<ConfigKey<RouteSettings>> &routeKeys();

//! Null when there is no such key. Owner: static storage.
const ConfigKey<Config> *findConfigKey(QStringView name);
const ConfigKey<RouteSettings> *findRouteKey(QStringView name);

//! `limits` of `limits.max_message`.
QString tableOf(const QString &keyName);
//! Every table, in the order of the file, without `route`.
QStringList configTables();

//! limits.max_message → SIGNALBOX_LIMITS_MAX_MESSAGE
QString environmentName(QStringView keyName);

//! The one of \a candidates that \a word was probably meant to be; empty when none is near.
QString nearestName(const QString &word, const QStringList &candidates);

//! A rule between several keys that is broken.
struct ConfigComplaint
{
    QString key;  //!< the one to blame
    QString text; //!< `found ..., allowed: ...`
};
std::vector<ConfigComplaint> checkConfig(const Config &config);
//! The same for one route: what its keys say together.
std::vector<ConfigComplaint> checkRoute(const RouteSettings &route);

} // namespace signalbox

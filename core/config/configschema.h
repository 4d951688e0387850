#pragma once

// The table of all configuration keys. Loader, environment, --set, --print-config, the default configuration
// file and the error texts are driven by it. A new key is a field of its settings struct and a row in
// configkeys.cpp, routekeys.cpp, roomkeys.cpp, authkeys.cpp or tokenkeys.cpp.

#include "core/config/config.h"
#include "core/config/configvalue.h"

#include <optional>
#include <vector>

namespace signalbox {

//! A key that is stored in a \a Target: Config, RouteSettings for the keys of [[route]], AdminTokenSettings for those of
//! [[admin.token]], RoomSettings for those of [[room]], AuthTokenSettings for those of [[auth.token]].
template <typename Target>
struct ConfigKey
{
    QString name; //!< limits.max_message; for a route just max_message
    ValueRule rule;
    QString documentation; //!< one line, no full stop
    void (*set)(Target &, const ConfigValue &) = nullptr;
    //! Returns none when the key is not set and has no default.
    std::optional<ConfigValue> (*get)(const Target &) = nullptr;
};

//! All keys, in the order of the file.
const std::vector<ConfigKey<Config>> &configKeys();
const std::vector<ConfigKey<RouteSettings>> &routeKeys();
const std::vector<ConfigKey<RoomSettings>> &roomKeys();
const std::vector<ConfigKey<AdminTokenSettings>> &adminTokenKeys();
const std::vector<ConfigKey<AuthTokenSettings>> &authTokenKeys();

//! Returns null when there is no such key. Owner: static storage.
const ConfigKey<Config> *findConfigKey(QStringView name);
const ConfigKey<RouteSettings> *findRouteKey(QStringView name);

//! Returns `limits` for `limits.max_message`, `auth.jwt` for `auth.jwt.issuer`, and a name without a dot as it is.
QString tableOf(const QString &keyName);
//! All tables, in the order of the file, without `route`.
QStringList configTables();

//! Returns `SIGNALBOX_LIMITS_MAX_MESSAGE` for `limits.max_message`.
QString environmentName(QStringView keyName);

//! Returns the candidate that \a word is probably a misspelling of; empty when none is similar.
QString nearestName(const QString &word, const QStringList &candidates);

//! A rule that involves several keys and that is not met.
struct ConfigViolation
{
    QString key;  //!< the key to report
    QString text; //!< `found ..., allowed: ...`
    //! The key whose place in the configuration is reported, or the number of the [[route]] table; neither: `key`.
    QString cause{};
    std::optional<std::size_t> route = std::nullopt;
};
std::vector<ConfigViolation> checkConfig(const Config &config);
//! Returns what is allowed, but probably not meant: one line each, with the key.
QStringList configWarnings(const Config &config);
//! Checks the keys of one route against each other.
std::vector<ConfigViolation> checkRoute(const RouteSettings &route);
//! The same for a [[room]] table, and against the tables \a before it.
std::vector<ConfigViolation> checkRoom(const RoomSettings &room, const std::vector<RoomSettings> &before);
//! The same for a token, and against the tokens \a before it.
std::vector<ConfigViolation> checkAdminToken(const AdminTokenSettings &token,
                                             const std::vector<AdminTokenSettings> &before);
std::vector<ConfigViolation> checkAuthToken(const AuthTokenSettings &token,
                                            const std::vector<AuthTokenSettings> &before);

} // namespace signalbox

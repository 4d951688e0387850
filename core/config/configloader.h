#pragma once

// Reads a Config from a TOML file, the environment and options, and records the source of each value. All
// errors are collected, so that an operator sees them in one run.

#include "core/config/config.h"

#include <QHash>
#include <QProcessEnvironment>
#include <QStringList>

#include <vector>

namespace signalbox {

//! A key that an option sets.
struct ConfigOverride
{
    QString key;    //!< limits.max_message
    QString value;  //!< lists comma-separated
    QString option; //!< as typed, for error texts: --set limits.max_message

    friend bool operator==(const ConfigOverride &, const ConfigOverride &) = default;
};

//! The sources, in ascending precedence.
struct ConfigSources
{
    QString file; //!< from -c; empty: signalbox/signalbox.toml in $XDG_CONFIG_HOME, else in /etc, else none
    QProcessEnvironment environment;
    std::vector<ConfigOverride> options;
    QString systemFolder = QStringLiteral("/etc");
};

struct LoadedConfig
{
    Config config = defaultConfig();
    QString file; //!< the file that was read; empty: none
    //! By key: `FILE:LINE`, `environment NAME` or `option ...`; a key that is absent has its default.
    QHash<QString, QString> origins;
    std::vector<QString> routeOrigins;     //!< one per route; empty: the built-in routes
    std::vector<QString> roomOrigins;      //!< one per [[room]]
    std::vector<QString> tokenOrigins;     //!< one per [[admin.token]]
    std::vector<QString> authTokenOrigins; //!< one per [[auth.token]]
    QStringList warnings;                  //!< for the operator, one line each
    bool isFileBlank = false;              //!< the file has no content, not even a comment
};

//! Fails with Invalid when the configuration is bad, one line of text per error, and with NotFound,
//! NoPermission or Io when the file cannot be read, or when it is not known whether a default file is there.
Result<LoadedConfig> loadConfig(const ConfigSources &sources);

//! The same for a server that runs with \a running. Fails also when the result would set back the server to defaults by
//! accident: its file is gone, or is empty now, as it is while a program rewrites it; and when the file is a pipe, which
//! cannot be read again.
Result<LoadedConfig> reloadConfig(const ConfigSources &sources, const LoadedConfig &running);

} // namespace signalbox

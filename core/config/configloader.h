#pragma once

// From a TOML file, the environment and options to a Config, with the source of each value. All errors are
// collected: an operator repairs a file once, not once an error.

#include "core/config/config.h"

#include <QHash>
#include <QProcessEnvironment>

#include <vector>

namespace signalbox {

//! A key that an option sets.
struct ConfigOverride
{
    QString key;    //!< limits.max_message
    QString value;  //!< lists comma-separated
    QString option; //!< as typed, for people: --set limits.max_message

    friend bool operator==(const ConfigOverride &, const ConfigOverride &) = default;
};

//! Where to look. The later the member, the higher it ranks.
struct ConfigSources
{
    QString file; //!< of -c; empty: signalbox/signalbox.toml in $XDG_CONFIG_HOME, else in /etc, else none
    QProcessEnvironment environment;
    std::vector<ConfigOverride> options;
    QString systemFolder = QStringLiteral("/etc");
};

struct LoadedConfig
{
    Config config = defaultConfig();
    QString file; //!< the one that was read; empty: none
    QHash<QString, QString>
        origins; //!< by key: `FILE:LINE`, `environment NAME`, `option ...`; absent: default
    std::vector<QString> routeOrigins; //!< one a route; empty: the built-in ones
};

//! Error::text holds a line an error. Invalid: the configuration is bad. NotFound, NoPermission, Io: the file
//! cannot be read.
Result<LoadedConfig> loadConfig(const ConfigSources &sources);

} // namespace signalbox

#pragma once

// Everything an operator can set, a struct a table of the TOML file. Plain values; the defaults are those of
// a server started without any configuration, but for the admin port. The key names, bounds and documentation
// stand in configschema.cpp. 0 = no limit.

#include "core/base/endpoint.h"
#include "core/base/log.h"
#include "core/hub/hubsettings.h"
#include "core/policy/settings.h"

#include <optional>
#include <vector>

namespace signalbox {

struct ServerSettings
{
    std::vector<Endpoint> listen{{QHostAddress(QHostAddress::LocalHost), 8080}};
    //! None here, though the program has one (defaultConfig()): who embeds a server opens no door unasked.
    std::optional<Endpoint> adminListen;
    int threads = 0;          //!< io threads; 0: automatic
    Milliseconds drain = 30s; //!< upper bound of a drain
    int drainRate = 500;      //!< closes a second

    static constexpr int MaxThreads = 256;

    friend bool operator==(const ServerSettings &, const ServerSettings &) = default;
};

struct Config
{
    ServerSettings server;
    std::vector<RouteSettings> routes = builtInRoutes();
    HubSettings hub;
    HistorySettings history;
    HeartbeatSettings heartbeat;
    LimitSettings limits;
    DeflateSettings deflate;
    PolicySettings policy;
    TlsSettings tls;
    LogSettings log;

    friend bool operator==(const Config &, const Config &) = default;
};

//! What the program does that was told nothing: Config{}, and the admin port.
Config defaultConfig();

} // namespace signalbox

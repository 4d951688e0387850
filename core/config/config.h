#pragma once

// All settings, one struct per table of the TOML file. The defaults are those of a server that is started
// without any configuration, except for the admin port. configkeys.cpp has the names, bounds and documentation
// of the keys. 0 = no limit.

#include "core/base/endpoint.h"
#include "core/base/log.h"
#include "core/cluster/clustersettings.h"
#include "core/http/apiroute.h"
#include "core/hub/hubsettings.h"
#include "core/policy/authsettings.h"
#include "core/policy/settings.h"
#include "core/policy/usercapsettings.h"

#include <optional>
#include <vector>

namespace signalbox {

struct ServerSettings
{
    std::vector<Endpoint> listen{{QHostAddress(QHostAddress::LocalHost), 8080}};
    //! None by default: a program that embeds the server opens no second port unless it sets this. The
    //! signalbox program sets it in defaultConfig().
    std::optional<Endpoint> adminListen;
    int threads = 0;          //!< io threads; 0: one per core
    Milliseconds drain = 30s; //!< upper bound of a drain
    int drainRate = 500;      //!< closes per second; 0: all at once

    static constexpr int MaxThreads = 256;

    friend bool operator==(const ServerSettings &, const ServerSettings &) = default;
};

//! Who may use the admin API.
struct AdminTokenSettings
{
    //! The name of the token that the program makes at its first start.
    static constexpr QLatin1StringView OfStateFolder{"admin.token"};

    QString name;
    ApiRole role = ApiRole::Viewer; //!< not Public
    QByteArray sha256;              //!< 32 bytes: the hash of the token

    friend bool operator==(const AdminTokenSettings &, const AdminTokenSettings &) = default;
};

struct AdminSettings
{
    qint64 closed = 10000; //!< connections that have ended and are remembered
    bool allowPlain = false;
    std::vector<AdminTokenSettings> tokens{};

    friend bool operator==(const AdminSettings &, const AdminSettings &) = default;
};

struct StoreSettings
{
    QString file; //!< empty: FileName in the state folder

    //! The value of `file` for none.
    static constexpr auto Off = QLatin1StringView("off");
    static constexpr auto FileName = QLatin1StringView("signalbox.db");
    bool isOff() const { return file == Off; }

    friend bool operator==(const StoreSettings &, const StoreSettings &) = default;
};

struct Config
{
    ServerSettings server;
    std::vector<RouteSettings> routes = builtInRoutes();
    std::vector<RoomSettings> rooms{};
    HubSettings hub;
    HistorySettings history;
    HeartbeatSettings heartbeat;
    LimitSettings limits;
    UserCapSettings userCap; //!< of the table limits, too
    DeflateSettings deflate;
    PolicySettings policy;
    AuthSettings auth;
    AdminSettings admin;
    StoreSettings store;
    ClusterSettings cluster;
    TlsSettings tls;
    LogSettings log;

    friend bool operator==(const Config &, const Config &) = default;
};

//! Returns the configuration of the signalbox program without any settings: Config{} and the admin port.
Config defaultConfig();

//! Returns \a config with limits.memory and history.memory in bytes. Percentages are of \a capacity, which is that of
//! memoryCapacity(), and of limits.memory. A percentage of what is unknown or not limited is no limit.
Config withMemoryInBytes(Config config, std::optional<qint64> capacity);

} // namespace signalbox

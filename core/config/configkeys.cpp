#include "core/config/authkeys.h"
#include "core/config/clustertable.h"
#include "core/config/configfield.h"
#include "core/config/configschema.h"
#include "core/config/httpauthtable.h"
#include "core/config/jwttable.h"
#include "core/config/valuerules.h"

// The keys of all tables but [[route]], in the order of the file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <auto Table, auto Member>
ConfigKey<Config> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype((std::declval<Config>().*Table).*Member)>;
    return {
        .name = name,
        .rule = rule,
        .documentation = documentation,
        .set = [](Config &config,
                  const ConfigValue &value) { (config.*Table).*Member = fromConfigValue<Field>(value); },
        .get = [](const Config &config) { return std::optional(toConfigValue((config.*Table).*Member)); }};
}

ConfigKey<Config> adminListenKey()
{
    return {.name = u"server.admin_listen"_s,
            .rule = anyOf(ValueKind::EndpointOrOff),
            .documentation = u"address of the admin port (health, metrics, admin API), or off"_s,
            .set =
                [](Config &config, const ConfigValue &value) {
                    const auto &endpoints = std::get<std::vector<Endpoint>>(value);
                    config.server.adminListen =
                        endpoints.empty() ? std::nullopt : std::optional(endpoints.front());
                },
            .get =
                [](const Config &config) {
                    const std::optional<Endpoint> &admin = config.server.adminListen;
                    return std::optional<ConfigValue>(admin ? std::vector<Endpoint>{*admin}
                                                            : std::vector<Endpoint>());
                }};
}

std::vector<ConfigKey<Config>> serverKeys()
{
    using S = ServerSettings;
    constexpr auto Table = &Config::server;
    return {
        key<Table, &S::listen>(u"server.listen"_s, anyOf(ValueKind::Endpoints),
                               u"addresses to listen on; port 0: any free port"_s),
        adminListenKey(),
        key<Table, &S::threads>(u"server.threads"_s, countRule(0, ServerSettings::MaxThreads),
                                u"io threads; 0: one per core"_s),
        key<Table, &S::drain>(u"server.drain"_s, durationRule(), u"longest duration of a drain"_s),
        key<Table, &S::drainRate>(u"server.drain_rate"_s, countRule(0, 1'000'000),
                                  u"connections a drain closes per second; 0: all at once"_s),
    };
}

std::vector<ConfigKey<Config>> hubKeys()
{
    using H = HubSettings;
    constexpr auto Table = &Config::hub;
    return {
        key<Table, &H::echoToSender>(u"hub.echo_to_sender"_s, anyOf(ValueKind::Boolean),
                                     u"deliver a message to a room to its sender, too"_s),
        key<Table, &H::announce>(u"hub.announce"_s, anyOf(ValueKind::Boolean),
                                 u"send joined and left to the envelope members of a room"_s),
        key<Table, &H::maxRooms>(u"hub.max_rooms"_s, countRule(), u"rooms that exist at the same time"_s),
        key<Table, &H::maxRoomsPerConnection>(u"hub.max_rooms_per_connection"_s, countRule(),
                                              u"rooms a connection is a member of at the same time"_s),
        key<Table, &H::maxMembers>(u"hub.max_members"_s, countRule(), u"connections in one room"_s),
    };
}

std::vector<ConfigKey<Config>> heartbeatKeys()
{
    using H = HeartbeatSettings;
    constexpr auto Table = &Config::heartbeat;
    return {
        key<Table, &H::interval>(u"heartbeat.interval"_s, durationRule(),
                                 u"time between the pings of a connection; 0: no heartbeat"_s),
        key<Table, &H::timeout>(u"heartbeat.timeout"_s, durationRule(),
                                u"time without a byte or progress of a peer after a ping; then 4409"_s),
    };
}

std::vector<ConfigKey<Config>> historyKeys()
{
    using H = HistorySettings;
    constexpr auto Table = &Config::history;
    return {
        key<Table, &H::messages>(u"history.messages"_s, countRule(), u"messages kept for each room"_s),
        key<Table, &H::age>(
            u"history.age"_s, durationRule(),
            u"how long a message is kept; an empty room is kept as long as it has messages"_s),
        key<Table, &H::bytes>(u"history.bytes"_s, sizeRule(), u"memory for the messages of each room"_s),
        key<Table, &H::memory>(
            u"history.memory"_s, memoryRule(),
            u"memory for the history of all rooms; above it that of empty rooms is dropped first, then that of the largest; %: of limits.memory"_s),
        key<Table, &H::store>(
            u"history.store"_s, choiceRule({u"memory"_s, u"sqlite"_s}),
            u"where messages are kept; sqlite: in store.file, too, where they outlive the server and a closed room"_s),
    };
}

std::vector<ConfigKey<Config>> limitKeys()
{
    using L = LimitSettings;
    constexpr auto Table = &Config::limits;
    return {
        key<Table, &L::maxConnections>(u"limits.max_connections"_s, countRule(),
                                       u"connections open at the same time"_s),
        key<Table, &L::maxConnectionsPerAddress>(
            u"limits.max_connections_per_address"_s, countRule(),
            u"connections open at the same time from one address (IPv6: from one /64)"_s),
        key<&Config::userCap, &UserCapSettings::maxConnections>(
            u"limits.max_connections_per_user"_s, countRule(),
            u"connections open at the same time of one user; above it user_policy applies"_s),
        key<&Config::userCap, &UserCapSettings::policy>(
            u"limits.user_policy"_s, choiceRule({u"refuse"_s, u"replace"_s}),
            u"a further connection of a user is answered with 429, or replaces the oldest one, which is closed with 4410"_s),
        key<Table, &L::maxRoomsPerAddress>(
            u"limits.max_rooms_per_address"_s, countRule(),
            u"rooms that were created from one address, as long as they exist; the idle ones give way first"_s),
        key<Table, &L::connectsPerSecondPerAddress>(u"limits.connects_per_second_per_address"_s, countRule(),
                                                    u"new connections per second from one address"_s),
        key<Table, &L::includeLoopback>(u"limits.include_loopback"_s, anyOf(ValueKind::Boolean),
                                        u"apply the limits by address to loopback addresses, too"_s),
        key<Table, &L::maxMessage>(u"limits.max_message"_s, sizeRule(), u"size of a received message"_s),
        key<Table, &L::maxHead>(u"limits.max_head"_s, sizeRule(), u"size of a request head"_s),
        key<Table, &L::unfinishedHeads>(
            u"limits.unfinished_heads"_s, countRule(),
            u"clients that have not sent a whole request yet; above it those of the address with the most are closed"_s),
        key<Table, &L::handshake>(u"limits.handshake"_s, durationRule(),
                                  u"time from the connect to the end of the request head, TLS included"_s),
        key<Table, &L::auth>(
            u"limits.auth"_s, durationRule(),
            u"time a client without a token has to send one in its first message; then 3008"_s),
        key<Table, &L::closing>(u"limits.closing"_s, durationRule(),
                                u"time a peer has to answer our Close frame before it is dropped"_s),
        key<Table, &L::work>(
            u"limits.work"_s, sizeRule(),
            u"what the requests of a connection may cost a second beyond what it sends: answers, replays, decompression; above it its next requests wait"_s),
        key<Table, &L::outboxHard>(u"limits.outbox_hard"_s, sizeRule(),
                                   u"bytes queued for a connection; above it outbox_policy applies"_s),
        key<Table, &L::outboxSoft>(
            u"limits.outbox_soft"_s, sizeRule(),
            u"bytes that may be queued for a connection for outbox_soft_for; 0: no limit"_s),
        key<Table, &L::outboxSoftFor>(
            u"limits.outbox_soft_for"_s, durationRule(),
            u"time without a break above outbox_soft before outbox_policy applies; 0: no limit"_s),
        key<Table, &L::writeStall>(
            u"limits.write_stall"_s, durationRule(),
            u"age of the oldest unsent byte without progress; then the connection is closed with 4408"_s),
        key<Table, &L::outboxPolicy>(
            u"limits.outbox_policy"_s, outboxPolicyRule(),
            u"close a slow connection with 4408, or drop its oldest queued messages"_s),
        key<Table, &L::messagesPerSecond>(
            u"limits.messages_per_second"_s, countRule(),
            u"messages that a connection may send a second, two seconds' worth at once; above it rate_policy applies"_s),
        key<Table, &L::bytesPerSecond>(
            u"limits.bytes_per_second"_s, sizeRule(),
            u"bytes of messages that a connection may send a second, two seconds' worth at once; above it rate_policy applies"_s),
        key<Table, &L::ratePolicy>(
            u"limits.rate_policy"_s, ratePolicyRule(),
            u"a connection that sends faster is not read for a while, or its messages are dropped, or it is closed with 4429"_s),
        key<Table, &L::maxLifetime>(
            u"limits.max_lifetime"_s, durationRule(),
            u"how long a connection may last; then it is closed with 4200, up to a tenth earlier"_s),
        key<Table, &L::memory>(
            u"limits.memory"_s, memoryRule(),
            u"memory for connections and history; above it history is dropped, then the connections with the most are closed with 1013; %: of the memory of the machine or its cgroup"_s),
    };
}

std::vector<ConfigKey<Config>> deflateKeys()
{
    using D = DeflateSettings;
    constexpr auto Table = &Config::deflate;
    return {
        key<Table, &D::enabled>(u"deflate.enabled"_s, anyOf(ValueKind::Boolean),
                                u"compress messages (permessage-deflate) for clients that offer it"_s),
        key<Table, &D::level>(u"deflate.level"_s, countRule(1, 9),
                              u"compression level, 1 (fast) to 9 (small)"_s),
        key<Table, &D::minSize>(u"deflate.min_size"_s, sizeRule(), u"send smaller messages uncompressed"_s),
        key<Table, &D::contextTakeover>(
            u"deflate.context_takeover"_s, anyOf(ValueKind::Boolean),
            u"compress with reference to earlier messages: smaller, for up to 80 KiB per connection"_s),
    };
}

std::vector<ConfigKey<Config>> policyKeys()
{
    using P = PolicySettings;
    constexpr auto Table = &Config::policy;
    return {
        key<Table, &P::origins>(
            u"policy.origins"_s, anyOf(ValueKind::Origins),
            u"foreign origins that may connect, such as https://example.org, https://*.example.org or http://localhost:*; *: all"_s),
        key<Table, &P::allowMissingOrigin>(u"policy.allow_missing_origin"_s, anyOf(ValueKind::Boolean),
                                           u"accept clients that send no Origin (they are not browsers)"_s),
        key<Table, &P::hosts>(
            u"policy.hosts"_s, anyOf(ValueKind::Hosts),
            u"names that clients may use for listeners that are not loopback; none: any, which leaves DNS rebinding open"_s),
        key<Table, &P::trustedProxies>(
            u"policy.trusted_proxies"_s, anyOf(ValueKind::Networks),
            u"proxies whose X-Forwarded-For, Forwarded and PROXY headers name the client, such as 10.0.0.0/8"_s),
        key<Table, &P::proxyProtocol>(
            u"policy.proxy_protocol"_s, choiceRule({u"off"_s, u"optional"_s, u"required"_s}),
            u"connections of trusted proxies begin with a PROXY header, version 1 or 2; required: all others are refused"_s),
    };
}

std::vector<ConfigKey<Config>> adminKeys()
{
    using A = AdminSettings;
    constexpr auto Table = &Config::admin;
    return {
        key<Table, &A::closed>(
            u"admin.closed"_s, countRule(),
            u"connections that have ended and are remembered, of one address at most the newest 1000"_s),
        key<Table, &A::allowPlain>(
            u"admin.allow_plain"_s, anyOf(ValueKind::Boolean),
            u"serve the admin API, with its tokens, without TLS on an address that is not loopback"_s),
    };
}

std::vector<ConfigKey<Config>> storeKeys()
{
    return {
        key<&Config::store, &StoreSettings::file>(
            u"store.file"_s, anyOf(ValueKind::FilePath),
            u"SQLite file for what outlives the server; empty: signalbox.db in the state folder; off: none, all is in memory"_s),
    };
}

std::vector<ConfigKey<Config>> tlsKeys()
{
    using T = TlsSettings;
    constexpr auto Table = &Config::tls;
    return {
        key<Table, &T::certificate>(
            u"tls.certificate"_s, anyOf(ValueKind::FilePath),
            u"PEM file with the certificate and its chain; if set, the listeners use TLS (wss://)"_s),
        key<Table, &T::key>(u"tls.key"_s, anyOf(ValueKind::FilePath),
                            u"PEM file with the private key of the certificate"_s),
        key<Table, &T::keyPassphraseFile>(
            u"tls.key_passphrase_file"_s, anyOf(ValueKind::FilePath),
            u"file with the passphrase of an encrypted private key in its first line"_s),
        key<Table, &T::clientCa>(u"tls.client_ca"_s, anyOf(ValueKind::FilePath),
                                 u"PEM file with the authorities that sign certificates of clients"_s),
        key<Table, &T::clientAuth>(
            u"tls.client_auth"_s, choiceRule({u"off"_s, u"optional"_s, u"required"_s}),
            u"whether clients of the listeners show a certificate; with auth.mode none it names the user"_s),
    };
}

std::vector<ConfigKey<Config>> logKeys()
{
    using L = LogSettings;
    constexpr auto Table = &Config::log;
    return {
        key<Table, &L::level>(u"log.level"_s, choiceRule({u"debug"_s, u"info"_s, u"warning"_s, u"error"_s}),
                              u"lowest level that is logged"_s),
        key<Table, &L::format>(u"log.format"_s, choiceRule({u"text"_s, u"json"_s}),
                               u"text, or json: one object per line"_s),
        key<Table, &L::file>(u"log.file"_s, anyOf(ValueKind::FilePath), u"log file; empty: stderr"_s),
    };
}

} // namespace

const std::vector<ConfigKey<Config>> &configKeys()
{
    static const std::vector<ConfigKey<Config>> keys = [] {
        std::vector<ConfigKey<Config>> all;
        for (const auto &table :
             {serverKeys(), hubKeys(), heartbeatKeys(), historyKeys(), limitKeys(), deflateKeys(),
              policyKeys(), authTableKeys(), jwtTableKeys(), httpAuthTableKeys(), adminKeys(), storeKeys(),
              clusterTableKeys(), tlsKeys(), logKeys()})
            all.insert(all.end(), table.begin(), table.end());
        return all;
    }();
    return keys;
}

} // namespace signalbox

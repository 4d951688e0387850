#include "core/config/configschema.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxCount = 1'000'000'000;
constexpr qint64 MaxSize = 1LL << 30; // Qt counts the bytes of a message in an int
constexpr qint64 MaxMemory = 1LL << 50;
constexpr qint64 MaxWait = 366LL * 24 * 60 * 60 * 1000;

// How a field of the structs becomes a ConfigValue and back.
template <typename Field>
ConfigValue wrap(const Field &field)
{
    if constexpr (std::is_enum_v<Field> || (std::is_integral_v<Field> && !std::is_same_v<Field, bool>))
        return qint64(field);
    else
        return field;
}

template <typename Field>
Field unwrap(const ConfigValue &value)
{
    if constexpr (std::is_enum_v<Field> || (std::is_integral_v<Field> && !std::is_same_v<Field, bool>))
        return Field(std::get<qint64>(value));
    else
        return std::get<Field>(value);
}

template <auto Group, auto LocalClient>
ConfigKey<Config> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype((std::declval<Config>().*Group).*LocalClient)>;
    return {
        name, rule, documentation,
        [](Config &config, const ConfigValue &value) { (config.*Group).*LocalClient = unwrap<Field>(value); },
        [](const Config &config) { return std::optional(wrap((config.*Group).*LocalClient)); }};
}

// A key of later versions that can be named now, as long as it asks for what there is.
ConfigKey<Config> fixedKey(const QString &name, const ValueRule &rule, const QString &documentation)
{
    return {name, rule, documentation, [](Config &, const ConfigValue &) {},
            [](const Config &) { return std::optional<ConfigValue>(qint64(0)); }};
}

template <auto LocalClient>
ConfigKey<RouteSettings> routeKey(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<RouteSettings>().*LocalClient)>;
    return {name, rule, documentation,
            [](RouteSettings &route, const ConfigValue &value) { route.*LocalClient = unwrap<Field>(value); },
            [](const RouteSettings &route) { return std::optional(wrap(route.*LocalClient)); }};
}

ValueRule rule(ValueKind kind)
{
    return {kind, 0, 0, {}, {}};
}

ValueRule count(qint64 minimum = 0, qint64 maximum = MaxCount)
{
    return {ValueKind::Integer, minimum, maximum, {}, {}};
}

ValueRule size()
{
    return {ValueKind::Size, 0, MaxSize, {}, {}};
}

ValueRule wait()
{
    return {ValueKind::Duration, 0, MaxWait, {}, {}};
}

ValueRule choice(const QStringList &choices, const QString &note = {})
{
    return {ValueKind::Choice, 0, 0, choices, note};
}

// In the order of the enum.
ValueRule outboxPolicies()
{
    return choice({QString::fromLatin1(outboxPolicyName(OutboxPolicy::Close)),
                   QString::fromLatin1(outboxPolicyName(OutboxPolicy::DropOldest))});
}

void addServerKeys(std::vector<ConfigKey<Config>> &keys)
{
    using S = ServerSettings;
    keys.push_back(key<&Config::server, &S::listen>(u"server.listen"_s, rule(ValueKind::Endpoints),
                                                    u"addresses to listen on; port 0: any free one"_s));
    keys.push_back({u"server.admin_listen"_s, rule(ValueKind::EndpointOrOff),
                    u"address of the admin port (health, metrics); off: none"_s,
                    [](Config &config, const ConfigValue &value) {
                        const auto &endpoints = std::get<std::vector<Endpoint>>(value);
                        config.server.adminListen =
                            endpoints.empty() ? std::nullopt : std::optional(endpoints.front());
                    },
                    [](const Config &config) {
                        const std::optional<Endpoint> &admin = config.server.adminListen;
                        return std::optional<ConfigValue>(admin ? std::vector<Endpoint>{*admin}
                                                                : std::vector<Endpoint>());
                    }});
    keys.push_back(key<&Config::server, &S::threads>(
        u"server.threads"_s, count(0, ServerSettings::MaxThreads), u"io threads; 0: automatic"_s));
    keys.push_back(
        key<&Config::server, &S::drain>(u"server.drain"_s, wait(), u"a drain takes no longer than this"_s));
    keys.push_back(
        key<&Config::server, &S::drainRate>(u"server.drain_rate"_s, count(0, 1'000'000),
                                            u"connections a drain closes in a second; 0: all at once"_s));
}

void addTrafficKeys(std::vector<ConfigKey<Config>> &keys)
{
    using B = HubSettings;
    using H = HeartbeatSettings;
    keys.push_back(
        key<&Config::hub, &B::echoToSender>(u"hub.echo_to_sender"_s, rule(ValueKind::Boolean),
                                            u"a message to a room goes back to its sender, too"_s));
    keys.push_back(key<&Config::hub, &B::announce>(
        u"hub.announce"_s, rule(ValueKind::Boolean),
        u"members with the envelope are told who joins and leaves their rooms"_s));
    keys.push_back(key<&Config::hub, &B::maxRooms>(u"hub.max_rooms"_s, count(), u"rooms at a time"_s));
    keys.push_back(key<&Config::hub, &B::maxRoomsPerConnection>(u"hub.max_rooms_per_connection"_s, count(),
                                                                u"rooms a connection can be in at a time"_s));
    keys.push_back(
        key<&Config::hub, &B::maxMembers>(u"hub.max_members"_s, count(), u"connections in a room"_s));
    keys.push_back(key<&Config::heartbeat, &H::interval>(
        u"heartbeat.interval"_s, wait(),
        u"a connection that was silent for this long is pinged; 0: no heartbeat"_s));
    keys.push_back(key<&Config::heartbeat, &H::timeout>(u"heartbeat.timeout"_s, wait(),
                                                        u"a ping must be answered within this"_s));
}

void addHistoryKeys(std::vector<ConfigKey<Config>> &keys)
{
    using H = HistorySettings;
    keys.push_back(
        key<&Config::history, &H::messages>(u"history.messages"_s, count(), u"messages a room remembers"_s));
    keys.push_back(key<&Config::history, &H::age>(
        u"history.age"_s, wait(), u"how long; an empty room is kept as long as it remembers any"_s));
    keys.push_back(
        key<&Config::history, &H::bytes>(u"history.bytes"_s, size(), u"memory a room takes for it"_s));
    keys.push_back(
        fixedKey(u"history.store"_s,
                 choice({u"memory"_s}, u"a history that outlives the server is not in this version"_s),
                 u"where it is kept"_s));
}

void addLimitKeys(std::vector<ConfigKey<Config>> &keys)
{
    using L = LimitSettings;
    keys.push_back(key<&Config::limits, &L::maxConnections>(u"limits.max_connections"_s, count(),
                                                            u"connections at a time"_s));
    keys.push_back(key<&Config::limits, &L::maxConnectionsPerAddress>(
        u"limits.max_connections_per_address"_s, count(),
        u"connections at a time of one address (IPv6: of one /64)"_s));
    keys.push_back(key<&Config::limits, &L::connectsPerSecondPerAddress>(
        u"limits.connects_per_second_per_address"_s, count(),
        u"new connections in a second from one address"_s));
    keys.push_back(
        key<&Config::limits, &L::includeLoopback>(u"limits.include_loopback"_s, rule(ValueKind::Boolean),
                                                  u"limits by address hold for this machine itself, too"_s));
    keys.push_back(
        key<&Config::limits, &L::maxMessage>(u"limits.max_message"_s, size(), u"size of a message"_s));
    keys.push_back(
        key<&Config::limits, &L::maxHead>(u"limits.max_head"_s, size(), u"size of a request's head"_s));
    keys.push_back(key<&Config::limits, &L::handshake>(
        u"limits.handshake"_s, wait(), u"time from the connect to the end of the request's head"_s));
    keys.push_back(key<&Config::limits, &L::closing>(
        u"limits.closing"_s, wait(), u"time a peer has to answer our Close before it is dropped"_s));
    keys.push_back(key<&Config::limits, &L::outboxHard>(
        u"limits.outbox_hard"_s, size(),
        u"bytes waiting for one peer; beyond them it is closed with 4408"_s));
    keys.push_back(key<&Config::limits, &L::outboxSoft>(
        u"limits.outbox_soft"_s, size(), u"bytes that may wait for one peer for a while; 0: any"_s));
    keys.push_back(key<&Config::limits, &L::outboxSoftFor>(
        u"limits.outbox_soft_for"_s, wait(),
        u"outbox_soft passed for this long without a break: closed with 4408; 0: for ever"_s));
    keys.push_back(key<&Config::limits, &L::writeStall>(
        u"limits.write_stall"_s, wait(),
        u"age of the oldest unsent byte without progress; then it is closed with 4408"_s));
    keys.push_back(key<&Config::limits, &L::outboxPolicy>(
        u"limits.outbox_policy"_s, outboxPolicies(),
        u"beyond outbox_hard or outbox_soft: close the peer, or drop its oldest messages"_s));
    keys.push_back(key<&Config::limits, &L::memory>(
        u"limits.memory"_s, {ValueKind::Size, 0, MaxMemory, {}, {}},
        u"bytes that may be held for all peers; beyond them the worst are closed with 1013; 0: any"_s));
}

void addDeflateKeys(std::vector<ConfigKey<Config>> &keys)
{
    using D = DeflateSettings;
    keys.push_back(key<&Config::deflate, &D::enabled>(
        u"deflate.enabled"_s, rule(ValueKind::Boolean),
        u"messages are compressed (permessage-deflate) for clients that offer it"_s));
    keys.push_back(
        key<&Config::deflate, &D::level>(u"deflate.level"_s, count(1, 9), u"1: fast, to 9: small"_s));
    keys.push_back(key<&Config::deflate, &D::minSize>(u"deflate.min_size"_s, size(),
                                                      u"smaller messages are sent as they are"_s));
    keys.push_back(key<&Config::deflate, &D::contextTakeover>(
        u"deflate.context_takeover"_s, rule(ValueKind::Boolean),
        u"messages refer to earlier ones: smaller, for up to 80 KiB a connection"_s));
}

void addPolicyKeys(std::vector<ConfigKey<Config>> &keys)
{
    keys.push_back(key<&Config::policy, &PolicySettings::origins>(
        u"policy.origins"_s, rule(ValueKind::Origins),
        u"foreign origins whose pages may connect, such as https://example.org"_s));
    keys.push_back(key<&Config::policy, &PolicySettings::allowMissingOrigin>(
        u"policy.allow_missing_origin"_s, rule(ValueKind::Boolean),
        u"clients that send no Origin (no browsers) may connect"_s));
}

void addTlsKeys(std::vector<ConfigKey<Config>> &keys)
{
    using T = TlsSettings;
    keys.push_back(key<&Config::tls, &T::certificate>(
        u"tls.certificate"_s, rule(ValueKind::FilePath),
        u"PEM file with the certificate and its chain; with it the listeners speak TLS (wss://)"_s));
    keys.push_back(key<&Config::tls, &T::key>(u"tls.key"_s, rule(ValueKind::FilePath),
                                              u"PEM file with the certificate's private key"_s));
    keys.push_back(
        key<&Config::tls, &T::keyPassphraseFile>(u"tls.key_passphrase_file"_s, rule(ValueKind::FilePath),
                                                 u"file whose first line opens an encrypted key"_s));
}

void addLogKeys(std::vector<ConfigKey<Config>> &keys)
{
    keys.push_back(key<&Config::log, &LogSettings::level>(
        u"log.level"_s, choice({u"debug"_s, u"info"_s, u"warning"_s, u"error"_s}),
        u"what is logged at all"_s));
    keys.push_back(
        key<&Config::log, &LogSettings::format>(u"log.format"_s, choice({u"text"_s, u"json"_s}),
                                                u"text for people, json for machines: one object a line"_s));
    keys.push_back(key<&Config::log, &LogSettings::file>(u"log.file"_s, rule(ValueKind::FilePath),
                                                         u"where the log goes; empty: stderr"_s));
}

std::vector<ConfigKey<Config>> makeConfigKeys()
{
    std::vector<ConfigKey<Config>> keys;
    addServerKeys(keys);
    addTrafficKeys(keys);
    addHistoryKeys(keys);
    addLimitKeys(keys);
    addDeflateKeys(keys);
    addPolicyKeys(keys);
    addTlsKeys(keys);
    addLogKeys(keys);
    return keys;
}

// off, on, or a level: its own choice of words for one optional value.
ConfigKey<RouteSettings> routeDeflateKey()
{
    constexpr qint64 Off = 0;
    constexpr qint64 On = 1; // then level 1 and so on
    QStringList choices{u"off"_s, u"on"_s};
    for (int level = 1; level <= 9; ++level)
        choices << QString::number(level);
    return {u"deflate"_s, choice(choices), u"off, on, or a level; else as deflate.enabled says"_s,
            [](RouteSettings &route, const ConfigValue &value) {
                const qint64 index = std::get<qint64>(value);
                route.deflate = RouteDeflate{index != Off, std::nullopt};
                if (index > On)
                    route.deflate->level = int(index - On);
            },
            [](const RouteSettings &route) -> std::optional<ConfigValue> {
                if (!route.deflate)
                    return std::nullopt;
                if (!route.deflate->enabled)
                    return Off;
                return On + route.deflate->level.value_or(0);
            }};
}

std::vector<ConfigKey<RouteSettings>> makeRouteKeys()
{
    using R = RouteSettings;
    std::vector<ConfigKey<RouteSettings>> keys;
    keys.push_back(routeKey<&R::path>(u"path"_s, rule(ValueKind::RoutePath), u"exact, or with one {room}"_s));
    keys.push_back(routeKey<&R::kind>(u"kind"_s, choice({u"room"_s, u"echo"_s}),
                                      u"room: to everybody in it; echo: back to the sender"_s));
    ConfigKey<R> room =
        routeKey<&R::room>(u"room"_s, rule(ValueKind::RoomName), u"the room, where the path names none"_s);
    room.get = [](const R &route) {
        return route.room.isEmpty() ? std::nullopt : std::optional<ConfigValue>(route.room);
    };
    keys.push_back(room);
    keys.push_back(routeKey<&R::subprotocols>(u"subprotocols"_s, rule(ValueKind::Tokens),
                                              u"subprotocols to accept by name"_s));
    ConfigKey<R> envelope = routeKey<&R::envelope>(u"envelope"_s, rule(ValueKind::Boolean),
                                                   u"speaks the envelope signalbox.v1.json, too"_s);
    envelope.get = [](const R &route) {
        return route.kind == RouteKind::Echo ? std::nullopt : std::optional<ConfigValue>(route.envelope);
    };
    keys.push_back(envelope);
    keys.push_back(routeKey<&R::requireSubprotocol>(u"require_subprotocol"_s, rule(ValueKind::Boolean),
                                                    u"refuse clients that offer none of them"_s));
    keys.push_back({u"max_message"_s, size(), u"size of a message here; else limits.max_message"_s,
                    [](R &route, const ConfigValue &value) { route.maxMessage = std::get<qint64>(value); },
                    [](const R &route) {
                        return route.maxMessage ? std::optional<ConfigValue>(*route.maxMessage)
                                                : std::nullopt;
                    }});
    keys.push_back(routeDeflateKey());
    keys.push_back({u"outbox_policy"_s, outboxPolicies(), u"else limits.outbox_policy"_s,
                    [](R &route, const ConfigValue &value) {
                        route.outboxPolicy = OutboxPolicy(std::get<qint64>(value));
                    },
                    [](const R &route) {
                        return route.outboxPolicy ? std::optional<ConfigValue>(qint64(*route.outboxPolicy))
                                                  : std::nullopt;
                    }});
    return keys;
}

template <typename Target>
const ConfigKey<Target> *find(const std::vector<ConfigKey<Target>> &keys, QStringView name)
{
    const auto it =
        std::ranges::find_if(keys, [&](const ConfigKey<Target> &key) { return key.name == name; });
    return it == keys.end() ? nullptr : &*it;
}

// How many letters to change, add or leave out (Levenshtein).
qsizetype distance(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(std::size_t(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = qsizetype(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (qsizetype j = 0; j < b.size(); ++j) {
            const std::size_t at = std::size_t(j) + 1;
            const qsizetype change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[at];
            row[at] = std::min({change, row[at] + 1, row[at - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

const std::vector<ConfigKey<Config>> &configKeys()
{
    static const std::vector<ConfigKey<Config>> keys = makeConfigKeys();
    return keys;
}

const std::vector<ConfigKey<RouteSettings>> &routeKeys()
{
    static const std::vector<ConfigKey<RouteSettings>> keys = makeRouteKeys();
    return keys;
}

const ConfigKey<Config> *findConfigKey(QStringView name)
{
    return find(configKeys(), name);
}

const ConfigKey<RouteSettings> *findRouteKey(QStringView name)
{
    return find(routeKeys(), name);
}

QString tableOf(const QString &keyName)
{
    return keyName.section(u'.', 0, 0);
}

QStringList configTables()
{
    QStringList tables;
    for (const ConfigKey<Config> &key : configKeys())
        tables += tableOf(key.name);
    tables.removeDuplicates();
    return tables;
}

QString environmentName(QStringView keyName)
{
    return u"SIGNALBOX_"_s + keyName.toString().toUpper().replace(u'.', u'_');
}

QString nearestName(const QString &word, const QStringList &candidates)
{
    constexpr qsizetype longestWord = 200; // no typing error, and dear to compare
    if (word.size() > longestWord)
        return {};
    // A right name in a wrong table is the likeliest of errors.
    const auto lastPart = [](const QString &name) { return name.section(u'.', -1); };
    const bool mayBeMisplaced = !word.contains(u'.') || configTables().contains(tableOf(word));
    QString nearest;
    qsizetype best = std::max<qsizetype>(2, word.size() / 5) + 1;
    for (const QString &candidate : candidates) {
        const bool isMisplaced = mayBeMisplaced && lastPart(candidate) == lastPart(word);
        const qsizetype far = isMisplaced ? 1 : distance(word, candidate);
        if (far < best) {
            best = far;
            nearest = candidate;
        }
    }
    return nearest;
}

std::vector<ConfigComplaint> checkConfig(const Config &config)
{
    std::vector<ConfigComplaint> complaints;
    const TlsSettings &tls = config.tls;
    if (tls.certificate.isEmpty() != tls.key.isEmpty()) {
        const bool lacksKey = tls.key.isEmpty();
        complaints.push_back({lacksKey ? u"tls.key"_s : u"tls.certificate"_s,
                              u"found none, allowed: a file, as %1 is set"_s.arg(
                                  lacksKey ? u"tls.certificate"_s : u"tls.key"_s)});
    }
    return complaints;
}

std::vector<ConfigComplaint> checkRoute(const RouteSettings &route)
{
    std::vector<ConfigComplaint> complaints;
    const bool pathNamesRoom = route.path.contains(u"{room}"_s);
    if (route.path.isEmpty())
        complaints.push_back({u"path"_s, u"found none, allowed: every route needs one"_s});
    if (route.kind == RouteKind::Echo && (pathNamesRoom || !route.room.isEmpty())) {
        complaints.push_back({pathNamesRoom ? u"path"_s : u"room"_s,
                              u"found a room, allowed: none, as an echo route has no room"_s});
    } else if (route.kind == RouteKind::Room && pathNamesRoom && !route.room.isEmpty()) {
        complaints.push_back(
            {u"room"_s, u"found %1, allowed: none, as the path has {room}"_s.arg(tomlString(route.room))});
    } else if (route.kind == RouteKind::Room && !pathNamesRoom && route.room.isEmpty()) {
        complaints.push_back({u"room"_s, u"found none, allowed: a room name, or {room} in the path"_s});
    }
    if (route.requireSubprotocol && route.subprotocols.isEmpty() && !route.speaksEnvelope()) {
        complaints.push_back(
            {u"require_subprotocol"_s, u"found true, allowed: false, as long as it speaks none"_s});
    }
    return complaints;
}

} // namespace signalbox

#include "core/config/configschema.h"

#include "core/base/nearestword.h"
#include "core/base/network.h"
#include "core/config/authkeys.h"
#include "core/config/clustertable.h"
#include "core/config/httpauthtable.h"
#include "core/config/jwttable.h"
#include "core/policy/tokencarriers.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <typename Target>
const ConfigKey<Target> *find(const std::vector<ConfigKey<Target>> &keys, QStringView name)
{
    const auto it =
        std::ranges::find_if(keys, [&](const ConfigKey<Target> &key) { return key.name == name; });
    return it == keys.end() ? nullptr : &*it;
}

// What browsers send has 450 bytes and more before it has a cookie or a token: below, the server would refuse them all.
constexpr qint64 MinHead = 512;

// Whether the system would refuse to listen on both. 0.0.0.0 includes all IPv4 addresses, [::] all of IPv6 only, and *
// both.
bool overlap(const Endpoint &one, const Endpoint &other)
{
    if (one.port != other.port || one.port == 0)
        return false;
    const auto includes = [](const QHostAddress &wide, const QHostAddress &address) {
        switch (wide.protocol()) {
        case QHostAddress::AnyIPProtocol:
            return true;
        case QHostAddress::IPv4Protocol:
            return wide == QHostAddress(QHostAddress::AnyIPv4) &&
                   address.protocol() == QHostAddress::IPv4Protocol;
        default:
            return wide == QHostAddress(QHostAddress::AnyIPv6) &&
                   address.protocol() == QHostAddress::IPv6Protocol;
        }
    };
    return one.address == other.address || includes(one.address, other.address) ||
           includes(other.address, one.address);
}

} // namespace

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
    return keyName.left(keyName.lastIndexOf(u'.')); // with -1 all of it
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
    // The most common mistake is a right name in a wrong table.
    const auto lastPart = [](const QString &name) { return name.section(u'.', -1); };
    if (!word.contains(u'.') || configTables().contains(tableOf(word))) {
        const auto isMisplaced = [&](const QString &name) { return lastPart(name) == lastPart(word); };
        const auto misplaced = std::ranges::find_if(candidates, isMisplaced);
        if (misplaced != candidates.end())
            return *misplaced;
    }
    return nearestWord(word, candidates);
}

std::vector<ConfigViolation> checkConfig(const Config &config)
{
    std::vector<ConfigViolation> violations;
    const auto add = [&](const QString &key, const QString &text) {
        violations.push_back({.key = key, .text = text});
    };
    const QString certificate = u"tls.certificate"_s;
    const QString key = u"tls.key"_s;
    if (config.tls.certificate.isEmpty() != config.tls.key.isEmpty()) {
        const bool lacksKey = config.tls.key.isEmpty();
        add(lacksKey ? key : certificate,
            u"found none, allowed: a file, as %1 is set"_s.arg(lacksKey ? certificate : key));
    }
    if (config.tls.clientAuth != TlsClientAuth::Off &&
        (config.tls.clientCa.isEmpty() || !config.tls.isEnabled())) {
        const bool isRequired = config.tls.clientAuth == TlsClientAuth::Required;
        add(u"tls.client_auth"_s, u"found \"%1\", allowed: \"off\", as %2 is not set"_s.arg(
                                      isRequired ? u"required"_s : u"optional"_s,
                                      config.tls.isEnabled() ? u"tls.client_ca"_s : certificate));
    }
    if (config.store.isOff() && config.history.store == HistoryPlace::Sqlite)
        add(u"history.store"_s, u"found \"sqlite\", allowed: \"memory\", as store.file is \"off\""_s);
    for (const ConfigViolation &violation : checkAuthTable(config))
        violations.push_back(violation);
    for (const ConfigViolation &violation : checkJwtTable(config))
        violations.push_back(violation);
    for (const ConfigViolation &violation : checkHttpAuthTable(config))
        violations.push_back(violation);
    for (const ConfigViolation &violation : checkClusterTable(config))
        violations.push_back(violation);
    const std::vector<Endpoint> &listen = config.server.listen;
    for (std::size_t i = 0; i < listen.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (overlap(listen[i], listen[j])) {
                add(u"server.listen"_s,
                    u"found %1 beside %2, allowed: addresses that do not include each other"_s.arg(
                        listen[i].toString(), listen[j].toString()));
            }
        }
        if (const auto &admin = config.server.adminListen; admin && overlap(listen[i], *admin)) {
            add(u"server.admin_listen"_s,
                u"found %1, allowed: another port than that of server.listen, %2, or off"_s.arg(
                    admin->toString(), listen[i].toString()));
        }
    }
    const LimitSettings &limits = config.limits;
    if (limits.maxHead > 0 && limits.maxHead < MinHead) {
        add(u"limits.max_head"_s, u"found %1, allowed: 0 or at least %2, the head that browsers send"_s.arg(
                                      formatByteSize(limits.maxHead), formatByteSize(MinHead)));
    }
    if (limits.outboxHard > 0 && limits.outboxSoft > limits.outboxHard) {
        add(u"limits.outbox_soft"_s,
            u"found %1, allowed: at most limits.outbox_hard, %2, or 0"_s.arg(
                formatByteSize(limits.outboxSoft), formatByteSize(limits.outboxHard)));
    }
    if (config.policy.proxyProtocol != ProxyProtocol::Off && config.policy.trustedProxies.isEmpty()) {
        const bool isRequired = config.policy.proxyProtocol == ProxyProtocol::Required;
        add(u"policy.proxy_protocol"_s,
            u"found \"%1\", allowed: \"off\", as policy.trusted_proxies is empty"_s.arg(
                isRequired ? u"required"_s : u"optional"_s));
    }
    return violations;
}

QStringList configWarnings(const Config &config)
{
    QStringList warnings;
    for (const QString &text : config.policy.trustedProxies) {
        const std::optional<Network> network = Network::parse(text);
        if (network && network->isAll())
            warnings +=
                u"policy.trusted_proxies: %1 trusts everybody: any client can pass for any address"_s.arg(
                    text);
    }
    return warnings + httpAuthWarnings(config);
}

std::vector<ConfigViolation> checkRoute(const RouteSettings &route)
{
    std::vector<ConfigViolation> violations;
    const auto add = [&](const QString &key, const QString &text) {
        violations.push_back({.key = key, .text = text});
    };
    const bool hasRoomInPath = route.path.contains(u"{room}"_s);
    const bool hasRoom = !route.room.isEmpty();
    if (route.path.isEmpty())
        add(u"path"_s, u"found none, allowed: every route needs one"_s);
    if (route.kind == RouteKind::Echo && (hasRoomInPath || hasRoom)) {
        add(hasRoomInPath ? u"path"_s : u"room"_s,
            u"found a room, allowed: none, as an echo route has no room"_s);
    } else if (route.kind == RouteKind::Room && hasRoomInPath && hasRoom) {
        add(u"room"_s, u"found %1, allowed: none, as the path has {room}"_s.arg(tomlString(route.room)));
    } else if (route.kind == RouteKind::Room && !hasRoomInPath && !hasRoom) {
        add(u"room"_s, u"found none, allowed: a room name, or {room} in the path"_s);
    }
    for (const QString &subprotocol : route.subprotocols) {
        if (subprotocol.toLatin1().startsWith(BearerSubprotocol)) {
            add(u"subprotocols"_s, u"found %1, allowed: other names, as that one carries a token"_s.arg(
                                       tomlString(subprotocol)));
        }
    }
    if (route.requireSubprotocol && route.subprotocols.isEmpty() && !route.speaksEnvelope()) {
        add(u"require_subprotocol"_s, u"found true, allowed: false, as the route accepts no subprotocol"_s);
    }
    return violations;
}

std::vector<ConfigViolation> checkRoom(const RoomSettings &room, const std::vector<RoomSettings> &before)
{
    if (room.name.isEmpty())
        return {{u"name"_s, u"found none, allowed: every [[room]] needs one"_s}};
    if (std::ranges::find(before, room.name, &RoomSettings::name) != before.end())
        return {{u"name"_s, u"found %1 again, allowed: each name once"_s.arg(tomlString(room.name))}};
    return {};
}

std::vector<ConfigViolation> checkAdminToken(const AdminTokenSettings &token,
                                             const std::vector<AdminTokenSettings> &before)
{
    std::vector<ConfigViolation> violations;
    const auto add = [&](const QString &key, const QString &text) {
        violations.push_back({.key = key, .text = text});
    };
    if (token.name.isEmpty())
        add(u"name"_s, u"found none, allowed: every token needs one"_s);
    else if (token.name == AdminTokenSettings::OfStateFolder)
        add(u"name"_s, u"found %1, allowed: another name, as that is the token of the state folder"_s.arg(
                           tomlString(token.name)));
    if (token.sha256.isEmpty())
        add(u"sha256"_s, u"found none, allowed: every token needs one"_s);
    for (const AdminTokenSettings &other : before) {
        if (!token.name.isEmpty() && other.name == token.name)
            add(u"name"_s, u"found %1 again, allowed: each name once"_s.arg(tomlString(token.name)));
        if (!token.sha256.isEmpty() && other.sha256 == token.sha256)
            add(u"sha256"_s,
                u"found that of %1 again, allowed: each token once"_s.arg(tomlString(other.name)));
    }
    return violations;
}

} // namespace signalbox

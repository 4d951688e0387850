#include "core/config/configschema.h"

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

// The Levenshtein distance: characters to replace, insert or delete.
qsizetype editDistance(const QString &a, const QString &b)
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
    constexpr qsizetype longestWord = 200; // not a typing error, and expensive to compare
    if (word.size() > longestWord)
        return {};
    // The most common mistake is a right name in a wrong table.
    const auto lastPart = [](const QString &name) { return name.section(u'.', -1); };
    const bool mayBeMisplaced = !word.contains(u'.') || configTables().contains(tableOf(word));
    QString nearest;
    qsizetype best = std::max<qsizetype>(2, word.size() / 5) + 1;
    for (const QString &candidate : candidates) {
        const bool isMisplaced = mayBeMisplaced && lastPart(candidate) == lastPart(word);
        const qsizetype distance = isMisplaced ? 1 : editDistance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::vector<ConfigViolation> checkConfig(const Config &config)
{
    const QString certificate = u"tls.certificate"_s;
    const QString key = u"tls.key"_s;
    if (config.tls.certificate.isEmpty() == config.tls.key.isEmpty())
        return {};
    const bool lacksKey = config.tls.key.isEmpty();
    return {{.key = lacksKey ? key : certificate,
             .text = u"found none, allowed: a file, as %1 is set"_s.arg(lacksKey ? certificate : key)}};
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
    if (route.requireSubprotocol && route.subprotocols.isEmpty() && !route.speaksEnvelope()) {
        add(u"require_subprotocol"_s, u"found true, allowed: false, as the route accepts no subprotocol"_s);
    }
    return violations;
}

} // namespace signalbox

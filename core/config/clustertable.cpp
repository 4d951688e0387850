#include "core/config/clustertable.h"

#include "core/base/names.h"
#include "core/base/units.h"
#include "core/cluster/redisaddress.h"
#include "core/config/configfield.h"
#include "core/config/valuerules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

template <auto Member>
ConfigKey<Config> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<ClusterSettings>().*Member)>;
    return {.name = u"cluster."_s + name,
            .rule = rule,
            .documentation = documentation,
            .set = [](Config &config,
                      const ConfigValue &value) { config.cluster.*Member = fromConfigValue<Field>(value); },
            .get = [](const Config &config) { return std::optional(toConfigValue(config.cluster.*Member)); }};
}

//! From 100 ms to \a maximum: a cluster waits, but not for ever.
ValueRule waitRule(Milliseconds maximum)
{
    return {.kind = ValueKind::Duration, .minimum = Milliseconds(100ms).count(), .maximum = maximum.count()};
}

bool isPrefix(const QString &text)
{
    return !text.isEmpty() && text.size() <= ClusterSettings::MaxPrefix &&
           std::ranges::all_of(text, [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
                      c == u':' || c == u'_' || c == u'-';
           });
}

} // namespace

std::vector<ConfigKey<Config>> clusterTableKeys()
{
    using C = ClusterSettings;
    return {
        key<&C::broker>(
            u"broker"_s, choiceRule({u"none"_s, u"redis"_s}),
            u"redis: all nodes with the same Redis and prefix act as one server; none: this one is alone"_s),
        key<&C::redis>(
            u"redis"_s, anyOf(ValueKind::Text),
            u"where Redis is: redis://USER@HOST:PORT/DATABASE, rediss:// for TLS, or unix:///PATH?db=DATABASE"_s),
        key<&C::caFile>(
            u"ca_file"_s, anyOf(ValueKind::FilePath),
            u"PEM file with the authorities that may have signed the certificate of Redis; empty: those of the system"_s),
        key<&C::passwordFile>(
            u"password_file"_s, anyOf(ValueKind::FilePath),
            u"file with the password for Redis, which is read at each connect; a newline at its end does not count"_s),
        key<&C::prefix>(u"prefix"_s, anyOf(ValueKind::Text),
                        u"what the names of all keys and channels in Redis begin with"_s),
        key<&C::node>(u"node"_s, anyOf(ValueKind::Text),
                      u"the name of this node in lists; empty: its host name and port"_s),
        key<&C::heartbeat>(u"heartbeat"_s, waitRule(1h), u"how often a node says that it is there"_s),
        key<&C::nodeTimeout>(u"node_timeout"_s, waitRule(24h),
                             u"a node that was silent for this long has gone, with its connections"_s),
        key<&C::publishWait>(u"publish_wait"_s, waitRule(1min),
                             u"how long a message waits for Redis; then its sender gets unavailable"_s),
    };
}

std::vector<ConfigViolation> checkClusterTable(const Config &config)
{
    std::vector<ConfigViolation> violations;
    const auto add = [&](const QString &key, const QString &text) {
        violations.push_back({.key = key, .text = text});
    };
    const ClusterSettings &cluster = config.cluster;
    if (cluster.isEnabled() && config.history.store == HistoryPlace::Sqlite)
        add(u"history.store"_s, u"found \"sqlite\", allowed: \"memory\", as cluster.broker is \"redis\""_s);
    const Result<RedisAddress> address = RedisAddress::parse(cluster.redis);
    if (!address) {
        // What was found is not repeated: it may contain a password.
        add(u"cluster.redis"_s,
            u"found a wrong URL (%1), allowed: such as redis://USER@127.0.0.1:6379/0, rediss://HOST or unix:///PATH"_s
                .arg(address.error().text));
    } else if (!cluster.caFile.isEmpty() && address->transport != RedisAddress::Transport::Tls) {
        add(u"cluster.ca_file"_s, u"found a file, allowed: none, as cluster.redis is not rediss://"_s);
    }
    if (!isPrefix(cluster.prefix)) {
        add(u"cluster.prefix"_s,
            u"found %1, allowed: 1 to %2 letters, digits, colons, _ and -"_s.arg(tomlString(cluster.prefix))
                .arg(ClusterSettings::MaxPrefix));
    }
    if (!cluster.node.isEmpty() && !toUserName(cluster.node)) {
        add(u"cluster.node"_s, u"found %1, allowed: a name: %2, or an empty text"_s.arg(
                                   tomlString(cluster.node), describeNameRules(MaxUserName)));
    }
    if (cluster.nodeTimeout <= 2 * cluster.heartbeat) {
        add(u"cluster.node_timeout"_s,
            u"found %1, allowed: more than twice cluster.heartbeat, %2"_s.arg(
                formatDuration(cluster.nodeTimeout), formatDuration(cluster.heartbeat)));
    }
    return violations;
}

} // namespace signalbox

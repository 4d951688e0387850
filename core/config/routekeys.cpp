#include "core/config/authkeys.h"
#include "core/config/configfield.h"
#include "core/config/configschema.h"
#include "core/config/valuerules.h"

// The keys of [[route]], in the order of the file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <auto Member>
ConfigKey<RouteSettings> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<RouteSettings>().*Member)>;
    return {.name = name,
            .rule = rule,
            .documentation = documentation,
            .set = [](RouteSettings &route,
                      const ConfigValue &value) { route.*Member = fromConfigValue<Field>(value); },
            .get = [](const RouteSettings &route) { return std::optional(toConfigValue(route.*Member)); }};
}

// A key for a std::optional: without a value, a setting of the whole server applies.
template <auto Member>
ConfigKey<RouteSettings> optionalKey(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = typename std::remove_cvref_t<decltype(std::declval<RouteSettings>().*Member)>::value_type;
    return {.name = name,
            .rule = rule,
            .documentation = documentation,
            .set = [](RouteSettings &route,
                      const ConfigValue &value) { route.*Member = fromConfigValue<Field>(value); },
            .get =
                [](const RouteSettings &route) {
                    return route.*Member ? std::optional(toConfigValue(*(route.*Member))) : std::nullopt;
                }};
}

// No room where the path or the kind of the route leaves none to choose.
ConfigKey<RouteSettings> roomKey()
{
    ConfigKey<RouteSettings> key = signalbox::key<&RouteSettings::room>(
        u"room"_s, anyOf(ValueKind::RoomName), u"name of the room; left out where the path has {room}"_s);
    key.get = [](const RouteSettings &route) {
        return route.room.isEmpty() ? std::nullopt : std::optional<ConfigValue>(route.room);
    };
    return key;
}

// An echo route never has the envelope.
ConfigKey<RouteSettings> envelopeKey()
{
    ConfigKey<RouteSettings> key = signalbox::key<&RouteSettings::envelope>(
        u"envelope"_s, anyOf(ValueKind::Boolean), u"accept the envelope signalbox.v1.json, too"_s);
    key.get = [](const RouteSettings &route) {
        return route.kind == RouteKind::Echo ? std::nullopt : std::optional<ConfigValue>(route.envelope);
    };
    return key;
}

// One value for two fields. As a choice: 0 is off, 1 is on, and 1 + n is on with level n.
ConfigKey<RouteSettings> deflateKey()
{
    constexpr qint64 Off = 0;
    constexpr qint64 On = 1;
    const ValueRule levels = findConfigKey(u"deflate.level")->rule;
    QStringList choices{u"off"_s, u"on"_s};
    for (qint64 level = levels.minimum; level <= levels.maximum; ++level)
        choices << QString::number(level);
    return {.name = u"deflate"_s,
            .rule = choiceRule(choices),
            .documentation =
                u"off, on, or a level from %1 to %2; default: deflate.enabled"_s.arg(levels.minimum)
                    .arg(levels.maximum),
            .set =
                [](RouteSettings &route, const ConfigValue &value) {
                    const qint64 index = std::get<qint64>(value);
                    route.deflate = RouteDeflate{.enabled = index != Off, .level = std::nullopt};
                    if (index > On)
                        route.deflate->level = int(index - On);
                },
            .get = [](const RouteSettings &route) -> std::optional<ConfigValue> {
                if (!route.deflate)
                    return std::nullopt;
                if (!route.deflate->enabled)
                    return Off;
                return On + route.deflate->level.value_or(0);
            }};
}

} // namespace

const std::vector<ConfigKey<RouteSettings>> &routeKeys()
{
    using R = RouteSettings;
    static const std::vector<ConfigKey<RouteSettings>> keys{
        key<&R::path>(u"path"_s, anyOf(ValueKind::RoutePath), u"exact, or with one segment {room}"_s),
        key<&R::kind>(u"kind"_s, choiceRule({u"room"_s, u"echo"_s}),
                      u"room: deliver to all members; echo: return to the sender"_s),
        roomKey(),
        key<&R::subprotocols>(u"subprotocols"_s, anyOf(ValueKind::Tokens),
                              u"subprotocols to accept by name"_s),
        envelopeKey(),
        key<&R::requireSubprotocol>(u"require_subprotocol"_s, anyOf(ValueKind::Boolean),
                                    u"reject clients that offer none of these subprotocols"_s),
        optionalKey<&R::maxMessage>(u"max_message"_s, sizeRule(),
                                    u"size of a received message; default: limits.max_message"_s),
        deflateKey(),
        optionalKey<&R::outboxPolicy>(u"outbox_policy"_s, outboxPolicyRule(),
                                      u"close or drop-oldest; default: limits.outbox_policy"_s),
        optionalKey<&R::auth>(u"auth"_s, authModeRule(),
                              u"how clients prove who they are; default: auth.mode"_s),
    };
    return keys;
}

} // namespace signalbox

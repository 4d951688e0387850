#include "core/config/configfield.h"
#include "core/config/configschema.h"
#include "core/config/valuerules.h"

// The keys of [[room]], in the order of the file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <auto Member>
ConfigKey<RoomSettings> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<RoomSettings>().*Member)>;
    return {.name = name,
            .rule = rule,
            .documentation = documentation,
            .set = [](RoomSettings &room,
                      const ConfigValue &value) { room.*Member = fromConfigValue<Field>(value); },
            .get = [](const RoomSettings &room) { return std::optional(toConfigValue(room.*Member)); }};
}

// A key that another one of the same kind replaces where it is not set: it has the rule of that one.
template <auto Member>
ConfigKey<RoomSettings> keyLike(const QString &general, const QString &name)
{
    using Field = typename std::remove_cvref_t<decltype(std::declval<RoomSettings>().*Member)>::value_type;
    return {.name = name,
            .rule = findConfigKey(general)->rule,
            .documentation = u"default: "_s + general,
            .set = [](RoomSettings &room,
                      const ConfigValue &value) { room.*Member = fromConfigValue<Field>(value); },
            .get =
                [](const RoomSettings &room) {
                    return room.*Member ? std::optional(toConfigValue(*(room.*Member))) : std::nullopt;
                }};
}

} // namespace

const std::vector<ConfigKey<RoomSettings>> &roomKeys()
{
    using R = RoomSettings;
    static const std::vector<ConfigKey<RoomSettings>> keys{
        key<&R::name>(
            u"name"_s, anyOf(ValueKind::RoomName),
            u"name of the room; * stands for any characters; the first table that matches counts"_s),
        key<&R::publish>(
            u"publish"_s, choiceRule({u"members"_s, u"granted"_s, u"server"_s}),
            u"who may publish: members; those whose token grants it; only the server (API, window)"_s),
        key<&R::join>(u"join"_s, choiceRule({u"anyone"_s, u"granted"_s}),
                      u"who may join: anyone; those whose token grants it"_s),
        keyLike<&R::echoToSender>(u"hub.echo_to_sender"_s, u"echo_to_sender"_s),
        keyLike<&R::announce>(u"hub.announce"_s, u"announce"_s),
        keyLike<&R::maxMembers>(u"hub.max_members"_s, u"max_members"_s),
        keyLike<&R::historyMessages>(u"history.messages"_s, u"history_messages"_s),
        keyLike<&R::historyAge>(u"history.age"_s, u"history_age"_s),
        keyLike<&R::outboxPolicy>(u"limits.outbox_policy"_s, u"outbox_policy"_s),
    };
    return keys;
}

} // namespace signalbox

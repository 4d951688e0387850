#include "core/config/configfield.h"
#include "core/config/configschema.h"
#include "core/config/valuerules.h"

// The keys of [[admin.token]], in the order of the file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Token = AdminTokenSettings;

ConfigKey<Token> nameKey()
{
    return {.name = u"name"_s,
            .rule = anyOf(ValueKind::Name),
            .documentation = u"who has the token, for the audit"_s,
            .set = [](Token &token, const ConfigValue &value) { token.name = std::get<QString>(value); },
            .get = [](const Token &token) { return std::optional<ConfigValue>(token.name); }};
}

// The choices leave out ApiRole::Public.
ConfigKey<Token> roleKey()
{
    constexpr auto First = int(ApiRole::Viewer);
    return {
        .name = u"role"_s,
        .rule = choiceRule({u"viewer"_s, u"operator"_s, u"admin"_s}),
        .documentation =
            u"viewer: lists and figures; operator: also messages, audit and acts; admin: everything"_s,
        .set = [](Token &token,
                  const ConfigValue &value) { token.role = ApiRole(int(std::get<qint64>(value)) + First); },
        .get = [](const Token &token) { return std::optional<ConfigValue>(qint64(token.role) - First); }};
}

ConfigKey<Token> hashKey()
{
    return {.name = u"sha256"_s,
            .rule = anyOf(ValueKind::Sha256),
            .documentation = u"hash of the token, as sha256sum prints it"_s,
            .set =
                [](Token &token, const ConfigValue &value) {
                    token.sha256 = QByteArray::fromHex(std::get<QString>(value).toLatin1());
                },
            .get =
                [](const Token &token) {
                    return std::optional<ConfigValue>(QString::fromLatin1(token.sha256.toHex()));
                }};
}

} // namespace

const std::vector<ConfigKey<AdminTokenSettings>> &adminTokenKeys()
{
    static const std::vector<ConfigKey<Token>> keys{nameKey(), roleKey(), hashKey()};
    return keys;
}

} // namespace signalbox

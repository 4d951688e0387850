#include "core/config/authkeys.h"

#include "core/base/names.h"
#include "core/base/rfc3339.h"
#include "core/config/valuerules.h"

#include <algorithm>

// The keys of [auth] and [[auth.token]], in the order of the file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Token = AuthTokenSettings;

template <auto Member>
ConfigKey<Config> parameterKey(const QString &name, const QString &documentation)
{
    return {.name = name,
            .rule = anyOf(ValueKind::ParameterName),
            .documentation = documentation,
            .set = [](Config &config,
                      const ConfigValue &value) { config.auth.*Member = std::get<QString>(value); },
            .get = [](const Config &config) { return std::optional<ConfigValue>(config.auth.*Member); }};
}

template <auto Member>
ConfigKey<Token> nameKey(const QString &name, const QString &documentation)
{
    return {.name = name,
            .rule = anyOf(ValueKind::Name),
            .documentation = documentation,
            .set = [](Token &token, const ConfigValue &value) { token.*Member = std::get<QString>(value); },
            .get = [](const Token &token) { return std::optional<ConfigValue>(token.*Member); }};
}

template <auto Member>
ConfigKey<Token> patternsKey(const QString &name, const QString &documentation)
{
    return {
        .name = name,
        .rule = anyOf(ValueKind::RoomPatterns),
        .documentation = documentation,
        .set = [](Token &token,
                  const ConfigValue &value) { token.*Member = RoomPatterns(std::get<QStringList>(value)); },
        .get = [](const Token &token) { return std::optional<ConfigValue>((token.*Member).texts()); }};
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

ConfigKey<Token> expiresKey()
{
    return {.name = u"expires"_s,
            .rule = anyOf(ValueKind::Time),
            .documentation = u"until when it is valid; left out: for ever"_s,
            .set = [](Token &token,
                      const ConfigValue &value) { token.expires = fromRfc3339(std::get<QString>(value)); },
            .get =
                [](const Token &token) {
                    return token.expires ? std::optional<ConfigValue>(toRfc3339(*token.expires))
                                         : std::nullopt;
                }};
}

} // namespace

ValueRule authModeRule()
{
    return choiceRule({u"none"_s, u"token"_s, u"jwt"_s, u"http"_s});
}

std::vector<ConfigKey<Config>> authTableKeys()
{
    using A = AuthSettings;
    return {
        {.name = u"auth.mode"_s,
         .rule = authModeRule(),
         .documentation = u"how clients prove who they are; none: they choose their names"_s,
         .set = [](Config &config,
                   const ConfigValue &value) { config.auth.mode = AuthMode(std::get<qint64>(value)); },
         .get = [](const Config &config) { return std::optional<ConfigValue>(qint64(config.auth.mode)); }},
        parameterKey<&A::query>(u"auth.query"_s, u"query parameter that may hold a token; empty: none"_s),
        parameterKey<&A::cookie>(u"auth.cookie"_s, u"cookie that may hold a token; empty: none"_s),
    };
}

const std::vector<ConfigKey<AuthTokenSettings>> &authTokenKeys()
{
    static const std::vector<ConfigKey<Token>> keys{
        nameKey<&Token::name>(u"name"_s, u"name of the token"_s),
        nameKey<&Token::user>(u"user"_s, u"the user that its clients are"_s),
        hashKey(),
        patternsKey<&Token::join>(u"join"_s,
                                  u"rooms that it may join, as patterns: * stands for any characters"_s),
        patternsKey<&Token::publish>(u"publish"_s, u"rooms that it may publish to"_s),
        expiresKey(),
    };
    return keys;
}

std::optional<ConfigViolation> missingForMode(const Config &config, AuthMode mode, const QString &key,
                                              const QString &text)
{
    if (config.auth.mode == mode)
        return ConfigViolation{.key = key, .text = text, .cause = u"auth.mode"_s};
    const auto route = std::ranges::find(config.routes, std::optional(mode), &RouteSettings::auth);
    if (route == config.routes.end())
        return std::nullopt;
    return ConfigViolation{.key = key, .text = text, .route = std::size_t(route - config.routes.begin())};
}

// Without a check of the Origin, any page could connect with the cookie of the user who looks at it.
std::vector<ConfigViolation> checkAuthTable(const Config &config)
{
    std::vector<ConfigViolation> violations;
    if (!config.auth.cookie.isEmpty() && config.policy.origins.contains(u"*"_s)) {
        violations.push_back({.key = u"auth.cookie"_s,
                              .text = u"found %1, allowed: none, as policy.origins allows every origin"_s.arg(
                                  tomlString(config.auth.cookie))});
    }
    return violations;
}

std::vector<ConfigViolation> checkAuthToken(const AuthTokenSettings &token,
                                            const std::vector<AuthTokenSettings> &before)
{
    std::vector<ConfigViolation> violations;
    const auto add = [&](const QString &key, const QString &text) {
        violations.push_back({.key = key, .text = text});
    };
    const QString none = u"found none, allowed: every token needs one"_s;
    if (token.name.isEmpty())
        add(u"name"_s, none);
    if (token.user.isEmpty())
        add(u"user"_s, none);
    else if (isGuestName(token.user))
        add(u"user"_s,
            u"found %1, allowed: another name, as guests have such ones"_s.arg(tomlString(token.user)));
    if (token.sha256.isEmpty())
        add(u"sha256"_s, none);
    for (const AuthTokenSettings &other : before) {
        if (!token.name.isEmpty() && other.name == token.name)
            add(u"name"_s, u"found %1 again, allowed: each name once"_s.arg(tomlString(token.name)));
        if (!token.sha256.isEmpty() && other.sha256 == token.sha256)
            add(u"sha256"_s,
                u"found that of %1 again, allowed: each token once"_s.arg(tomlString(other.name)));
    }
    return violations;
}

} // namespace signalbox

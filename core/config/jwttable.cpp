#include "core/config/jwttable.h"

#include "core/auth/jwtalgorithm.h"
#include "core/config/authkeys.h"
#include "core/config/configfield.h"
#include "core/config/valuerules.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

template <auto Member>
ConfigKey<Config> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<JwtSettings>().*Member)>;
    return {
        .name = u"auth.jwt."_s + name,
        .rule = rule,
        .documentation = documentation,
        .set = [](Config &config,
                  const ConfigValue &value) { config.auth.jwt.*Member = fromConfigValue<Field>(value); },
        .get = [](const Config &config) { return std::optional(toConfigValue(config.auth.jwt.*Member)); }};
}

//! As durationRule(), but not 0.
ValueRule refreshRule()
{
    ValueRule rule = durationRule();
    rule.minimum = Milliseconds(1s).count();
    return rule;
}

} // namespace

std::vector<ConfigKey<Config>> jwtTableKeys()
{
    using J = JwtSettings;
    const ValueRule text = anyOf(ValueKind::Text);
    return {
        key<&J::keyFile>(
            u"key_file"_s, anyOf(ValueKind::FilePath),
            u"file with the key: a JWK or JWK set, PEM with public keys or a certificate, or else the secret of HS256, HS384, HS512"_s),
        key<&J::jwksUrl>(u"jwks_url"_s, anyOf(ValueKind::HttpUrl), u"where to get a JWK set with the keys"_s),
        key<&J::jwksRefresh>(
            u"jwks_refresh"_s, refreshRule(),
            u"how often to get it; also when a token names an unknown key, at most every 10s"_s),
        key<&J::algorithms>(u"algorithms"_s, {.kind = ValueKind::Choices, .choices = jwtAlgorithmNames()},
                            u"algorithms that tokens may be signed with"_s),
        key<&J::issuer>(u"issuer"_s, text, u"the claim iss that tokens must have; empty: any"_s),
        key<&J::audience>(u"audience"_s, text, u"what the claim aud of tokens must contain; empty: any"_s),
        key<&J::leeway>(u"leeway"_s, durationRule(),
                        u"by how much the clocks of issuer and server may differ"_s),
        key<&J::userClaim>(u"user_claim"_s, text, u"the claim with the name of the user"_s),
    };
}

std::vector<ConfigViolation> checkJwtTable(const Config &config)
{
    std::vector<ConfigViolation> violations;
    const JwtSettings &jwt = config.auth.jwt;
    if (jwt.keyFile.isEmpty() && jwt.jwksUrl.isEmpty()) {
        const std::optional<ConfigViolation> missing =
            missingForMode(config, AuthMode::Jwt, u"auth.jwt.key_file"_s,
                           u"found none, allowed: a file, or auth.jwt.jwks_url, as the mode jwt is in use"_s);
        if (missing)
            violations.push_back(*missing);
    }
    if (jwt.userClaim.isEmpty())
        violations.push_back(
            {u"auth.jwt.user_claim"_s, u"found \"\", allowed: the name of a claim, such as sub"_s});
    return violations;
}

} // namespace signalbox

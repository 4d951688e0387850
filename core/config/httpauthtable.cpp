#include "core/config/httpauthtable.h"

#include "core/config/authkeys.h"
#include "core/config/configfield.h"
#include "core/config/valuerules.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr qint64 MaxConcurrency = 256; // each has a connection, and six of them a thread

template <auto Member>
ConfigKey<Config> key(const QString &name, const ValueRule &rule, const QString &documentation)
{
    using Field = std::remove_cvref_t<decltype(std::declval<HttpAuthSettings>().*Member)>;
    return {
        .name = u"auth.http."_s + name,
        .rule = rule,
        .documentation = documentation,
        .set = [](Config &config,
                  const ConfigValue &value) { config.auth.http.*Member = fromConfigValue<Field>(value); },
        .get = [](const Config &config) { return std::optional(toConfigValue(config.auth.http.*Member)); }};
}

//! As durationRule(), but not 0: a request has a place that others wait for.
ValueRule timeoutRule()
{
    ValueRule rule = durationRule();
    rule.minimum = 1;
    rule.maximum = Milliseconds(5min).count();
    return rule;
}

} // namespace

std::vector<ConfigKey<Config>> httpAuthTableKeys()
{
    using H = HttpAuthSettings;
    return {
        key<&H::url>(
            u"url"_s, anyOf(ValueKind::HttpUrl),
            u"the backend that decides who a client is, asked by POST; a name and password in it are sent as Basic"_s),
        key<&H::timeout>(u"timeout"_s, timeoutRule(),
                         u"how long an answer may take; a client waits as long for its turn at most"_s),
        key<&H::headers>(u"headers"_s, anyOf(ValueKind::Tokens),
                         u"header fields of the client's request that the backend is shown"_s),
        key<&H::concurrency>(u"concurrency"_s, countRule(1, MaxConcurrency),
                             u"how many requests the backend is sent at a time; further ones wait"_s),
        key<&H::cache>(
            u"cache"_s, durationRule(),
            u"how long it is remembered who was let in, so that the same client is not asked about again; 0: not at all"_s),
    };
}

std::vector<ConfigViolation> checkHttpAuthTable(const Config &config)
{
    std::vector<ConfigViolation> violations;
    const HttpAuthSettings &http = config.auth.http;
    if (http.url.isEmpty()) {
        const std::optional<ConfigViolation> missing =
            missingForMode(config, AuthMode::Http, u"auth.http.url"_s,
                           u"found none, allowed: the URL of a backend, as the mode http is in use"_s);
        if (missing)
            violations.push_back(*missing);
    }
    for (qsizetype i = 0; i < http.headers.size(); ++i) {
        if (http.headers.first(i).contains(http.headers[i], Qt::CaseInsensitive)) {
            violations.push_back({.key = u"auth.http.headers"_s,
                                  .text = u"found %1 again, allowed: each name once, in any case"_s.arg(
                                      tomlString(http.headers[i]))});
        }
    }
    return violations;
}

QStringList httpAuthWarnings(const Config &config)
{
    const bool isInUse =
        config.auth.mode == AuthMode::Http || std::ranges::find(config.routes, std::optional(AuthMode::Http),
                                                                &RouteSettings::auth) != config.routes.end();
    if (!isInUse || !config.policy.origins.contains(u"*"_s))
        return {};
    for (const QString &name : config.auth.http.headers) { // that browsers send unasked
        if (name.compare("Cookie"_L1, Qt::CaseInsensitive) == 0 ||
            name.compare("Authorization"_L1, Qt::CaseInsensitive) == 0)
            return {u"policy.origins: any page can connect as the user who looks at it, as every origin is "
                    u"allowed, "
                    u"and auth.http.headers has %1, which browsers send unasked"_s.arg(name)};
    }
    return {};
}

} // namespace signalbox

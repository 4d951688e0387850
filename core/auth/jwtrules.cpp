#include "core/auth/jwtrules.h"

#include "core/base/names.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr WallTime Earliest = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
constexpr WallTime Latest = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);

//! RFC 7519 section 2, NumericDate.
WallTime wallTimeOf(double seconds)
{
    const auto toSeconds = [](WallTime time) {
        return std::chrono::duration<double>(time.time_since_epoch()).count();
    };
    const double clamped = std::clamp(seconds, toSeconds(Earliest), toSeconds(Latest));
    return WallTime(Milliseconds(qint64(std::floor(clamped * 1000))));
}

} // namespace

std::variant<JwtIdentity, JwtRefusal> judgeClaims(const JwtClaims &claims, const JwtSettings &settings,
                                                  WallTime now)
{
    if (!settings.issuer.isEmpty() && claims.issuer != settings.issuer)
        return JwtRefusal::Issuer;
    if (!settings.audience.isEmpty() && !claims.audience.value_or(QStringList()).contains(settings.audience))
        return JwtRefusal::Audience;
    const std::optional<QString> user = claims.user ? toUserName(*claims.user) : std::nullopt;
    if (!user || isGuestName(*user))
        return JwtRefusal::User;

    JwtIdentity token;
    token.validFrom = Earliest - settings.leeway;
    for (const std::optional<double> &since : {claims.notBefore, claims.issuedAt}) {
        if (since)
            token.validFrom = std::max(token.validFrom, wallTimeOf(*since) - settings.leeway);
    }
    Identity &identity = token.identity;
    identity.user = *user;
    // What cannot be shown is left out: a name is no reason to refuse somebody.
    identity.displayName = toUserName(claims.name.value_or(QString())).value_or(QString());
    if (claims.join || claims.publish) {
        Grants grants;
        if (claims.join)
            grants.join = RoomPatterns(*claims.join);
        if (claims.publish)
            grants.publish = RoomPatterns(*claims.publish);
        identity.grants = std::make_shared<const Grants>(std::move(grants));
    }
    if (claims.expires)
        identity.expires = wallTimeOf(*claims.expires) + settings.leeway;
    identity.tokenId = claims.id.value_or(QString());
    if (claims.issuedAt)
        identity.issuedAt = wallTimeOf(*claims.issuedAt);
    if (const std::optional<JwtRefusal> refusal = judgeTime(token, now))
        return *refusal;
    return token;
}

std::optional<JwtRefusal> judgeTime(const JwtIdentity &token, WallTime now)
{
    if (now < token.validFrom)
        return JwtRefusal::NotYet;
    if (token.identity.expires && now >= *token.identity.expires)
        return JwtRefusal::Expired;
    return std::nullopt;
}

} // namespace signalbox

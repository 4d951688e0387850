#pragma once

#include "core/auth/identity.h"
#include "core/auth/jwtparser.h"
#include "core/policy/jwtsettings.h"

#include <variant>

namespace signalbox {

//! Why the claims of a token do not let its owner in.
enum class JwtRefusal : quint8 {
    User,     //!< the user claim is missing, or no name that a user may have
    Issuer,   //!< not auth.jwt.issuer
    Audience, //!< auth.jwt.audience is not among them
    NotYet,   //!< nbf or iat lies in the future
    Expired,
};

//! What a token says of its owner, and since when. Until when is in the identity.
struct JwtIdentity
{
    Identity identity;
    WallTime validFrom; //!< the later one of nbf and iat, less the leeway
};

//! Applies [auth.jwt] to the \a claims of a token at \a now. With a leeway of L a token is valid from nbf - L on, and
//! before exp + L. Times beyond the years 0 to 9999 count as their ends.
std::variant<JwtIdentity, JwtRefusal> judgeClaims(const JwtClaims &claims, const JwtSettings &settings,
                                                  WallTime now);
//! Whether the time of \a token has come, and is not over: the part of judgeClaims() that changes.
std::optional<JwtRefusal> judgeTime(const JwtIdentity &token, WallTime now);

} // namespace signalbox

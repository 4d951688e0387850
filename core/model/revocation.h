#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>

namespace signalbox {

//! Which tokens a revocation is about.
enum class RevocationKind : quint8 {
    TokenId, //!< the token with this claim `jti`
    User,    //!< the tokens of this user that were issued before the revocation, or do not say when
};
inline constexpr int RevocationKindCount = int(RevocationKind::User) + 1;

//! The name of the field of the API, also for people: jti, user. Owner: static storage.
const char *revocationKindName(RevocationKind kind);

//! Tokens are not accepted any more although they have not expired. A value. It holds a name, never a token.
struct Revocation
{
    RevocationKind kind = RevocationKind::TokenId;
    QString value{}; //!< as revocationValue() returns it
    WallTime created{};
    WallTime until{}; //!< from then on it has no effect

    friend bool operator==(const Revocation &, const Revocation &) = default;
};

//! UTF-16 units. A token with a longer `jti` can be revoked by its user only.
inline constexpr qsizetype MaxRevokedTokenId = 256;
//! How long a revocation has an effect when it is not known when its tokens expire.
inline constexpr std::chrono::hours DefaultRevocation{30 * 24};

//! Returns \a text as the value of a revocation: a `jti` as it is, the name of a user in normalization form C. Fails with
//! Invalid when no token can have it.
Result<QString> revocationValue(RevocationKind kind, const QString &text);

} // namespace signalbox

#include "core/auth/httpanswer.h"

#include "core/auth/uniquefields.h"
#include "core/base/names.h"
#include "core/base/rfc3339.h"

#include <QStringList>

namespace signalbox {

namespace {

constexpr AuthFailure Invalid{503, "backend_answer"};

//! None: no valid answer. An identity that has expired already is not one either.
std::optional<Identity> identityFrom(QByteArrayView body, WallTime now)
{
    UniqueFields fields;
    std::optional<QString> user;
    std::optional<QString> name;
    std::optional<QString> expires;
    std::optional<QStringList> join;
    std::optional<QStringList> publish;
    if (!fields.read(body) || !fields.read("user", user) || !fields.read("name", name) ||
        !fields.read("expires", expires) || !fields.read("join", join) || !fields.read("publish", publish))
        return std::nullopt;
    const std::optional<QString> userName = user ? toUserName(*user) : std::nullopt;
    if (!userName || isGuestName(*userName))
        return std::nullopt;

    Identity identity;
    identity.user = *userName;
    identity.displayName = toUserName(name.value_or(QString())).value_or(QString());
    if (join || publish) {
        Grants grants;
        if (join)
            grants.join = RoomPatterns(*join);
        if (publish)
            grants.publish = RoomPatterns(*publish);
        identity.grants = std::make_shared<const Grants>(std::move(grants));
    }
    if (expires) {
        identity.expires = fromRfc3339(*expires);
        if (!identity.expires || *identity.expires <= now)
            return std::nullopt;
    }
    return identity;
}

} // namespace

AuthResult authResultOf(int status, QByteArrayView body, WallTime now)
{
    switch (status) {
    case 200:
        if (std::optional<Identity> identity = identityFrom(body, now))
            return *std::move(identity);
        return Invalid;
    case 401:
        return AuthFailure{401, "backend_401"};
    case 403:
        return AuthFailure{403, "backend_403"};
    default:
        return AuthFailure{503, "backend_status"};
    }
}

} // namespace signalbox

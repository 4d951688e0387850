#pragma once

#include "core/base/clock.h"
#include "core/policy/httpauthsettings.h"
#include "core/policy/jwtsettings.h"
#include "core/policy/roompatterns.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

//! How clients prove who they are.
enum class AuthMode : quint8 {
    None,  //!< they do not: they choose their names
    Token, //!< by a token of [[auth.token]]
    Jwt,   //!< by a JSON Web Token
    Http,  //!< the backend of the application decides
};
inline constexpr std::size_t AuthModeCount = std::size_t(AuthMode::Http) + 1;

//! A token of a client, in mode Token.
struct AuthTokenSettings
{
    QString name;      //!< of the token, for logs
    QString user;      //!< the name that connections with it have
    QByteArray sha256; //!< 32 bytes: the hash of the token
    RoomPatterns join{{QStringLiteral("*")}};
    RoomPatterns publish{{QStringLiteral("*")}};
    std::optional<WallTime> expires = std::nullopt;

    friend bool operator==(const AuthTokenSettings &, const AuthTokenSettings &) = default;
};

struct AuthSettings
{
    AuthMode mode = AuthMode::None;          //!< of the routes that do not name one
    QString query = QStringLiteral("token"); //!< name of the query parameter with a token; empty: none
    QString cookie;                          //!< name of the cookie with a token; empty: none
    std::vector<AuthTokenSettings> tokens{};
    JwtSettings jwt{};
    HttpAuthSettings http{};

    friend bool operator==(const AuthSettings &, const AuthSettings &) = default;
};

} // namespace signalbox

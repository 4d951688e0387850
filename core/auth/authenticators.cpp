#include "core/auth/authenticators.h"

#include "core/auth/authservices.h"
#include "core/auth/httpauthenticator.h"
#include "core/auth/jwtauthenticator.h"
#include "core/auth/revocableauthenticator.h"
#include "core/auth/tokenauthenticator.h"
#include "core/loop/ioloop.h"

namespace signalbox {

namespace {

std::unique_ptr<Authenticator> authenticatorOf(AuthMode mode, const AuthSettings &settings,
                                               AuthServices &services, IoLoop &loop)
{
    const auto isRevoked = [&services, &loop](const Identity &identity) {
        return !services.acceptToken(identity, loop.wallNow());
    };
    switch (mode) {
    case AuthMode::Token:
        return std::make_unique<TokenAuthenticator>(loop,
                                                    std::make_shared<const ClientTokens>(settings.tokens));
    case AuthMode::Jwt:
        return std::make_unique<JwtAuthenticator>(settings.jwt, services.jwtKeys, services.verification,
                                                  isRevoked, loop);
    case AuthMode::Http:
        return std::make_unique<HttpAuthenticator>(settings.http, services.backend, isRevoked, loop);
    case AuthMode::None:
        break;
    }
    return nullptr;
}

} // namespace

std::unique_ptr<Authenticator> makeAuthenticator(AuthMode mode, const AuthSettings &settings,
                                                 AuthServices &services, IoLoop &loop)
{
    std::unique_ptr<Authenticator> made = authenticatorOf(mode, settings, services, loop);
    // These look for revocations by themselves, to forget the revoked ones.
    if (!made || mode == AuthMode::Jwt || mode == AuthMode::Http)
        return made;
    return std::make_unique<RevocableAuthenticator>(std::move(made), services, loop);
}

Authenticators::Authenticators(const AuthSettings &settings, AuthServices &services, IoLoop &loop)
    : Authenticators([settings, &services, &loop](AuthMode mode) {
        return makeAuthenticator(mode, settings, services, loop);
    })
{
    // It refreshes the keys: the first token must not be judged by those of hours ago, when the URL was asked first.
    if (!settings.jwt.jwksUrl.isEmpty())
        of(AuthMode::Jwt);
}

Authenticators::Authenticators(Make make)
    : m_make(std::move(make))
{
}

Authenticators::~Authenticators() = default;

Authenticator *Authenticators::of(AuthMode mode)
{
    if (mode == AuthMode::None)
        return nullptr;
    std::unique_ptr<Authenticator> &made = m_made[std::size_t(mode)];
    if (!made)
        made = m_make(mode);
    return made.get();
}

} // namespace signalbox

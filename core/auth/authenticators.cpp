#include "core/auth/authenticators.h"

#include "core/auth/authservices.h"
#include "core/auth/jwtauthenticator.h"
#include "core/auth/tokenauthenticator.h"

namespace signalbox {

std::unique_ptr<Authenticator> makeAuthenticator(AuthMode mode, const AuthSettings &settings,
                                                 AuthServices &services, IoLoop &loop)
{
    switch (mode) {
    case AuthMode::Token:
        return std::make_unique<TokenAuthenticator>(loop,
                                                    std::make_shared<const ClientTokens>(settings.tokens));
    case AuthMode::Jwt:
        return std::make_unique<JwtAuthenticator>(settings.jwt, services.jwtKeys, services.verification,
                                                  JwtAuthenticator::IsRevoked(), loop);
    case AuthMode::None:
        break;
    }
    return nullptr;
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

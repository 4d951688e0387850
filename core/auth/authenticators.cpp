#include "core/auth/authenticators.h"

#include "core/auth/tokenauthenticator.h"

namespace signalbox {

std::unique_ptr<Authenticator> makeAuthenticator(AuthMode mode, const AuthSettings &settings, AuthServices &,
                                                 IoLoop &loop)
{
    switch (mode) {
    case AuthMode::Token:
        return std::make_unique<TokenAuthenticator>(loop,
                                                    std::make_shared<const ClientTokens>(settings.tokens));
    case AuthMode::None:
        break;
    }
    return nullptr;
}

Authenticators::Authenticators(AuthSettings settings, AuthServices &services, IoLoop &loop)
    : m_settings(std::move(settings))
    , m_services(services)
    , m_loop(loop)
{
}

Authenticators::~Authenticators() = default;

Authenticator *Authenticators::of(AuthMode mode)
{
    std::unique_ptr<Authenticator> &made = m_made[std::size_t(mode)];
    if (!made)
        made = makeAuthenticator(mode, m_settings, m_services, m_loop);
    return made.get();
}

} // namespace signalbox

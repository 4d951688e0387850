#include "core/auth/revocableauthenticator.h"

#include "core/auth/authservices.h"
#include "core/loop/ioloop.h"

namespace signalbox {

RevocableAuthenticator::RevocableAuthenticator(std::unique_ptr<Authenticator> authenticator,
                                               AuthServices &services, IoLoop &loop)
    : m_authenticator(std::move(authenticator))
    , m_services(services)
    , m_loop(loop)
{
}

RevocableAuthenticator::~RevocableAuthenticator() = default;

bool RevocableAuthenticator::canDecide(const AuthRequest &request) const
{
    return m_authenticator->canDecide(request);
}

// Asked when the result is there: it may be revoked in the meantime.
PendingAuth RevocableAuthenticator::authenticate(const AuthRequest &request, Done done)
{
    return m_authenticator->authenticate(
        request, [&services = m_services, &loop = m_loop, done = std::move(done)](AuthResult result) {
            const auto *identity = std::get_if<Identity>(&result);
            if (identity && !services.acceptToken(*identity, loop.wallNow()))
                result = AuthFailure{401, "revoked_token"};
            done(std::move(result));
        });
}

} // namespace signalbox

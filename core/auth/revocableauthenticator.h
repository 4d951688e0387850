#pragma once

#include "core/auth/authenticator.h"

#include <memory>

namespace signalbox {

class IoLoop;
struct AuthServices;

//! Asks another authenticator, and accepts nobody whose token is revoked: reason `revoked_token` (401).
class RevocableAuthenticator final : public Authenticator
{
public:
    //! \a services and \a loop outlive it.
    RevocableAuthenticator(std::unique_ptr<Authenticator> authenticator, AuthServices &services,
                           IoLoop &loop);
    ~RevocableAuthenticator() override;

    bool canDecide(const AuthRequest &request) const override;
    PendingAuth authenticate(const AuthRequest &request, Done done) override;

private:
    std::unique_ptr<Authenticator> m_authenticator;
    AuthServices &m_services;
    IoLoop &m_loop;
};

} // namespace signalbox

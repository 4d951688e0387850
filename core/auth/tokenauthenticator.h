#pragma once

#include "core/auth/authenticator.h"
#include "core/base/tokenhashes.h"
#include "core/policy/authsettings.h"

#include <memory>
#include <vector>

namespace signalbox {

class IoLoop;

//! Returns what a client with the token of \a settings is, and may do.
Identity identityOf(const AuthTokenSettings &settings);

//! The tokens of [[auth.token]], found by their SHA-256. Immutable; shared by the io threads.
class ClientTokens final
{
public:
    explicit ClientTokens(const std::vector<AuthTokenSettings> &tokens);

    //! Returns who has \a token, or the reason `unknown_token` or `expired_token`. Takes the same time for each unknown
    //! one of a length, however many there are.
    AuthResult find(QByteArrayView token, WallTime now) const;

private:
    std::vector<Identity> m_identities;
    TokenHashes m_hashes; //!< of m_identities
};

//! Knows the clients that have a token of [[auth.token]]. Answers at once.
class TokenAuthenticator final : public Authenticator
{
public:
    //! \a loop outlives it.
    TokenAuthenticator(IoLoop &loop, std::shared_ptr<const ClientTokens> tokens);

    PendingAuth authenticate(const AuthRequest &request, Done done) override;

private:
    IoLoop &m_loop;
    std::shared_ptr<const ClientTokens> m_tokens;
};

} // namespace signalbox

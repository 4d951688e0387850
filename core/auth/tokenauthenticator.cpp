#include "core/auth/tokenauthenticator.h"

#include "core/loop/ioloop.h"

namespace signalbox {

namespace {

TokenHashes hashesOf(const std::vector<AuthTokenSettings> &tokens)
{
    std::vector<QByteArray> hashes;
    hashes.reserve(tokens.size());
    for (const AuthTokenSettings &token : tokens)
        hashes.push_back(token.sha256);
    return TokenHashes(std::move(hashes));
}

} // namespace

Identity identityOf(const AuthTokenSettings &settings)
{
    return {.user = settings.user,
            .grants = std::make_shared<const Grants>(Grants{settings.join, settings.publish}),
            .expires = settings.expires,
            .tokenHash = settings.sha256};
}

ClientTokens::ClientTokens(const std::vector<AuthTokenSettings> &tokens)
    : m_hashes(hashesOf(tokens))
{
    m_identities.reserve(tokens.size());
    for (const AuthTokenSettings &token : tokens)
        m_identities.push_back(identityOf(token));
}

AuthResult ClientTokens::find(QByteArrayView token, WallTime now) const
{
    const std::optional<std::size_t> index = m_hashes.find(token);
    if (!index)
        return AuthFailure{401, "unknown_token"};
    const Identity &identity = m_identities[*index];
    if (identity.expires && *identity.expires <= now)
        return AuthFailure{401, "expired_token"};
    return identity;
}

TokenAuthenticator::TokenAuthenticator(IoLoop &loop, std::shared_ptr<const ClientTokens> tokens)
    : m_loop(loop)
    , m_tokens(std::move(tokens))
{
}

PendingAuth TokenAuthenticator::authenticate(const AuthRequest &request, Done done)
{
    done(m_tokens->find(request.token, m_loop.wallNow()));
    return {};
}

} // namespace signalbox

#pragma once

#include "core/auth/authenticator.h"
#include "core/auth/jwtkeys.h"
#include "core/auth/tokencache.h"
#include "core/auth/verificationpool.h"
#include "core/loop/looppost.h"
#include "core/loop/timingwheel.h"

#include <QHash>

#include <memory>

namespace signalbox {

class IoLoop;

//! Knows the clients that have a JSON Web Token (auth.jwt). A token is read, its claims are judged, and only then is its
//! signature checked: with a secret at once, otherwise by the VerificationPool. Genuine tokens are remembered by their
//! hash until they expire, are revoked, or the keys change. A token that names a key which is not known is tried with the
//! keys without a name, and then waits, once, for those of the URL.
//!
//! Reasons of refusal: malformed_token, token_header, algorithm, claims, user, issuer, audience, not_yet, expired_token,
//! revoked_token, unknown_key, signature (401); busy, no_keys (503).
class JwtAuthenticator final : public Authenticator
{
public:
    //! Whether the token that gave an identity has been revoked. Called on this thread for each use of a token, when nothing
    //! else is wrong with it. Null: none is revoked.
    using IsRevoked = std::function<bool(const Identity &)>;

    //! \a keys, \a pool and \a loop outlive it.
    JwtAuthenticator(const JwtSettings &settings, JwtKeys &keys, VerificationPool &pool, IsRevoked isRevoked,
                     IoLoop &loop);
    ~JwtAuthenticator() override;

    PendingAuth authenticate(const AuthRequest &request, Done done) override;

    //! The tokens that are remembered, for tests.
    const TokenCache &cache() const { return m_cache; }

private:
    using CheckId = quint64;

    //! A token whose signature is still to be checked.
    struct Check
    {
        QByteArray token;
        QByteArray hash;
        JwtAlgorithm algorithm = JwtAlgorithm::HS256;
        std::optional<QByteArray> keyId;
        qsizetype signatureBytes = 0;
        JwtIdentity identity;
        QHostAddress address;
        bool isExempt = false;
        quint64 generation = 0;    //!< of the keys it is checked with
        bool isKeyUnknown = false; //!< it names a key, and none of those it is checked with has that name
        bool mayWait = true;       //!< for a key, which it does once
        Done done;
        VerificationPool::Ticket work = 0;
        JwtKeys::Ticket key = 0;
    };

    std::optional<AuthResult> remembered(const QByteArray &hash);
    bool isRevoked(const Identity &identity) const;
    //! A failure, or nothing: the check can begin.
    std::optional<AuthFailure> read(QByteArrayView token, Check &check);
    //! A result, or nothing: work has begun whose result comes to finish().
    std::optional<AuthResult> begin(CheckId id, Check &check);
    //! The keys of Check::generation are not enough. \a reason: to refuse it if there are no others. Static storage.
    std::optional<AuthResult> waitForKey(CheckId id, Check &check, const char *reason);
    std::optional<AuthResult> judge(CheckId id, Check &check, bool isGenuine);
    void continueWithKeys(CheckId id, const char *reason);
    void finish(CheckId id, bool isGenuine);
    void report(CheckId id, const AuthResult &result);
    void cancel(CheckId id);
    void refreshKeys();

    JwtSettings m_settings;
    JwtParser m_parser;
    JwtKeys &m_keys;
    VerificationPool &m_pool;
    IsRevoked m_isRevoked;
    IoLoop &m_loop;
    LoopPost m_post; //!< for other threads, which may have a result when this has gone
    TokenCache m_cache;
    quint64 m_cacheGeneration = 0; //!< of the keys that those in the cache were checked with
    QHash<CheckId, std::shared_ptr<Check>> m_checks;
    CheckId m_latest = 0;
    WheelTimer m_refresh;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true); //!< for the handles of m_checks
};

} // namespace signalbox

#pragma once

#include "core/auth/authbackend.h"
#include "core/auth/authenticator.h"
#include "core/auth/tokencache.h"
#include "core/loop/looppost.h"
#include "core/loop/timingwheel.h"
#include "core/policy/httpauthsettings.h"

#include <map>
#include <memory>

namespace signalbox {

class IoLoop;

//! Lets the backend of the application decide (auth.http), also about clients that have shown no token.
//!
//! Answers that let a client in are remembered for auth.http.cache by the hash of all that was asked but `client`; not beyond
//! `expires`, nor after a revocation, nor by the next configuration, which has new authenticators. Others are not: who was
//! refused may be a user a moment later, with the same cookie, and would only push out who is one.
//!
//! Reasons of refusal: those of authResultOf(); revoked_token (401); busy (too many wait, or it took too long until its
//! turn), backend_error (no answer), 503.
class HttpAuthenticator final : public Authenticator
{
public:
    //! Whether what gave an identity has been revoked since. Called on this thread for each use. Null: nothing is revoked.
    using IsRevoked = std::function<bool(const Identity &)>;

    //! \a backend and \a loop outlive it.
    HttpAuthenticator(const HttpAuthSettings &settings, AuthBackend &backend, IsRevoked isRevoked,
                      IoLoop &loop);
    ~HttpAuthenticator() override;

    bool canDecide(const AuthRequest &) const override { return true; }
    const std::vector<QByteArray> &wantedHeaders() const override { return m_headers; }
    PendingAuth authenticate(const AuthRequest &request, Done done) override;

    //! How many answers are remembered, for tests.
    qsizetype remembered() const { return m_cache.size(); }

private:
    using CheckId = quint64;

    //! A question that is not answered.
    struct Check
    {
        Done done;
        QByteArray hash; //!< of the question; empty: the answer is not to be remembered
        WallTime asked;
        TimePoint due; //!< when it is to have its turn
        AuthBackend::Ticket ticket = 0;
        bool hasBegun = false; //!< it was found to be so when it was due
    };
    struct Known
    {
        Identity identity;
        TimePoint until;
    };

    std::optional<Identity> find(const QByteArray &hash);
    bool isRevoked(const Identity &identity) const { return m_isRevoked && m_isRevoked(identity); }
    HttpClientThread::Request requestOf(ConnectionId client, const QByteArray &question) const;
    void finish(CheckId id, const AuthBackend::Answer &answer);
    AuthResult judge(const Check &check, const AuthBackend::Answer &answer);
    void cancel(CheckId id);
    void dropLate();

    HttpAuthSettings m_settings;
    std::vector<QByteArray> m_headers;
    HttpClientThread::Request m_request; //!< but for the body
    AuthBackend &m_backend;
    IsRevoked m_isRevoked;
    IoLoop &m_loop;
    LoopPost m_post; //!< for the thread that has an answer, perhaps when this has gone
    IdentityCache<Known> m_cache;
    std::map<CheckId, Check> m_checks; //!< in the order of Check::due
    CheckId m_latest = 0;
    WheelTimer m_late;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true); //!< for handles and answers
};

} // namespace signalbox

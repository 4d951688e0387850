#pragma once

#include "core/auth/authbackend.h"
#include "core/auth/failedauth.h"
#include "core/auth/httpclientthread.h"
#include "core/auth/jwtkeys.h"
#include "core/auth/latestexpiries.h"
#include "core/auth/revocations.h"
#include "core/auth/verificationpool.h"
#include "core/policy/authsettings.h"

namespace signalbox {

//! What the authenticators of all io threads share. Thread-safe. Owned by the server: it is created before the io threads,
//! and destroyed after them.
struct AuthServices
{
    AuthServices();
    ~AuthServices();
    Q_DISABLE_COPY_MOVE(AuthServices)

    //! Reads the files that \a settings name, and begins to use them. Fails with an error that names key and file; then
    //! what was in use before stays. Called on the server's thread, at the start and with each reload.
    Result<void> apply(const AuthSettings &settings);

    //! Returns whether the token that gave \a identity is not revoked at \a now. Asked for each use of a token, as the last of
    //! all checks: an accepted one counts for the end of later revocations. Any thread.
    bool acceptToken(const Identity &identity, WallTime now);

    Revocations revocations;
    LatestExpiries expiries; //!< of the tokens that were accepted
    FailedAuth failures;
    AuthBackend backend; //!< uses http, which calls it from its thread
    HttpClientThread http;
    VerificationPool verification;
    JwtKeys jwtKeys; //!< uses http
};

} // namespace signalbox

#pragma once

#include "core/auth/failedauth.h"
#include "core/auth/httpclientthread.h"
#include "core/auth/jwtkeys.h"
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

    FailedAuth failures;
    HttpClientThread http;
    VerificationPool verification;
    JwtKeys jwtKeys; //!< uses http
};

} // namespace signalbox

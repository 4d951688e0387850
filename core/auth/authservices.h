#pragma once

#include "core/auth/failedauth.h"

namespace signalbox {

//! What the authenticators of all io threads share. Thread-safe. Owned by the server: it is created before the io threads,
//! and destroyed after them.
struct AuthServices
{
    FailedAuth failures;
};

} // namespace signalbox

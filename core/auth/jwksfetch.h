#pragma once

#include "core/auth/jwtkeys.h"

namespace signalbox {

class HttpClientThread;

//! Returns a function that gets JWK sets with \a client, which outlives it. An answer has five seconds, a status of 200 and
//! at most JwkSet::MaxBytes.
JwtKeys::Fetch jwksFetch(HttpClientThread &client);

} // namespace signalbox

#pragma once

#include "core/auth/authenticator.h"

namespace signalbox {

//! Returns what the answer of the backend of auth.http.url means, with \a body, at \a now. 200 with a JSON object
//! `{user, name?, join?, publish?, expires?}` lets the client in; 401 and 403 do not. All else says nothing about the
//! client: 503. Fields that are not known are ignored; a field of another type or a repeated one makes the whole answer
//! invalid, as otherwise a mistake in `join` would give all rooms.
//!
//! Reasons of refusal: backend_401, backend_403, backend_status, backend_answer.
AuthResult authResultOf(int status, QByteArrayView body, WallTime now);

} // namespace signalbox

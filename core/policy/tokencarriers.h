#pragma once

#include "core/policy/authsettings.h"
#include "core/wire/httphead.h"
#include "core/wire/requesttarget.h"

namespace signalbox {

//! Beginning of an offered subprotocol that carries a token. It is never selected.
inline constexpr QByteArrayView BearerSubprotocol("signalbox.bearer.");
//! A longer token is no token.
inline constexpr qsizetype MaxTokenBytes = 8 * 1024;

//! Returns the token of `Authorization: Bearer` (RFC 6750 section 2.1); nothing where the first field is of another scheme
//! or holds none.
std::optional<QByteArray> bearerOf(const HttpHead &head);

//! Returns the token of a request: the first that is found in `Authorization: Bearer`, the query parameter and the cookie of
//! \a settings, and \a offers of subprotocols. Empty: it was found, and cannot be one, as with a second Authorization. Nothing
//! without any.
std::optional<QByteArray> findToken(const HttpHead &head, const RequestTarget &target,
                                    const std::vector<QByteArray> &offers, const AuthSettings &settings);

} // namespace signalbox

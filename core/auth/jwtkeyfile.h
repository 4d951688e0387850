#pragma once

#include "core/auth/jwkset.h"
#include "core/policy/jwtsettings.h"

namespace signalbox {

//! Returns the keys in the \a content of auth.jwt.key_file:
//! - begins with `{`: a JWK or JWK set;
//! - contains `-----BEGIN`: PEM with public keys or one certificate, whose dates and issuer do not matter;
//! - otherwise an HMAC secret, less one newline at its end.
//! Public keys in other formats (DER, OpenSSH, JSON behind white space) are refused: as a secret, everybody would know
//! it. Fails with Invalid and `found ..., allowed: ...`.
Result<JwkSet> parseKeyFile(const QByteArray &content);

//! Reads auth.jwt.key_file. An error names key, file, and what is wrong: also when no key fits any of auth.jwt.algorithms.
//! Without key_file the set is empty.
Result<JwkSet> loadKeyFile(const JwtSettings &settings);

} // namespace signalbox

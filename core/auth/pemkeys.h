#pragma once

#include "core/auth/jwkset.h"

namespace signalbox {

//! Returns the public keys in \a pem: blocks `PUBLIC KEY` and `RSA PUBLIC KEY`, and at most one `CERTIFICATE`. Fails
//! with Invalid and `found ..., allowed: ...`, also for private keys, which have no business on this server.
Result<JwkSet> parsePemKeys(const QByteArray &pem);

//! Whether \a bytes are a public key or a certificate in DER.
bool isDerKey(const QByteArray &bytes);

} // namespace signalbox

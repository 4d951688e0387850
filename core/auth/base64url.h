#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace signalbox {

//! Returns the bytes of canonical base64url without padding (RFC 7515 section 2), or nothing. Canonical: only the 64
//! characters of the alphabet, a possible length, and no bits set that are not part of a byte, so that no two texts
//! stand for the same bytes.
std::optional<QByteArray> decodeBase64Url(QByteArrayView text);

} // namespace signalbox

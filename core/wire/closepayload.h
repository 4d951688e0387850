#pragma once

// The payload of Close frames, RFC 6455 section 5.5.1 and 7.4.

#include "core/base/closereason.h"
#include "core/base/result.h"

#include <QByteArrayView>

#include <optional>

namespace signalbox {

struct ClosePayload
{
    std::optional<quint16> code; //!< absent: the payload was empty
    QByteArray reason;           //!< UTF-8
};

//! Why a Close payload is invalid: ProtocolError (one byte only, or a code that a peer must not send) or
//! BadUtf8 (the reason).
struct ClosePayloadError
{
    Cause cause;
};

std::variant<ClosePayload, ClosePayloadError> parseClosePayload(QByteArrayView payload);

//! Returns \a code in network order, followed by \a reason, truncated at a character to MaxReasonBytes.
QByteArray encodeClosePayload(quint16 code, const QByteArray &reason);

} // namespace signalbox

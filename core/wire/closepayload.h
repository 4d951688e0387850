#pragma once

// The payload of Close frames, RFC 6455 section 5.5.1 and 7.4.

#include "core/base/closereason.h"
#include "core/base/result.h"

#include <QByteArrayView>

#include <optional>

namespace signalbox {

struct ClosePayload
{
    std::optional<quint16> code; //!< none: the frame was empty
    QByteArray reason;           //!< UTF-8
};

//! Why a Close payload is not legal: ProtocolError (1 byte, a code nobody may send) or BadUtf8 (the reason).
struct ClosePayloadError
{
    Cause cause;
};

std::variant<ClosePayload, ClosePayloadError> parseClosePayload(QByteArrayView payload);

//! Code in network order, then the reason, cut at a character to MaxReasonBytes.
QByteArray encodeClosePayload(quint16 code, const QByteArray &reason);

} // namespace signalbox

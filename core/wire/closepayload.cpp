#include "core/wire/closepayload.h"

#include "core/wire/utf8validator.h"

#include <QtEndian>

namespace signalbox {

std::variant<ClosePayload, ClosePayloadError> parseClosePayload(QByteArrayView payload)
{
    constexpr qsizetype CodeSize = 2;
    if (payload.isEmpty())
        return ClosePayload{};
    if (payload.size() < CodeSize)
        return ClosePayloadError{Cause::ProtocolError};
    const auto code = qFromBigEndian<quint16>(payload.data());
    if (!isValidReceivedCloseCode(code))
        return ClosePayloadError{Cause::ProtocolError};
    const QByteArrayView reason = payload.sliced(CodeSize);
    if (!isValidUtf8(reason))
        return ClosePayloadError{Cause::BadUtf8};
    return ClosePayload{code, reason.toByteArray()};
}

QByteArray encodeClosePayload(quint16 code, const QByteArray &reason)
{
    QByteArray payload(2, Qt::Uninitialized);
    qToBigEndian(code, payload.data());
    payload.append(cutUtf8(reason, MaxReasonBytes));
    return payload;
}

} // namespace signalbox

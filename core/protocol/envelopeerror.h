#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

//! What an `error` of the envelope says to machines (README, "The envelope"); errorName() has the spelling.
enum class EnvelopeErrorCode : quint8 {
    BadJson,     //!< not JSON (RFC 8259), or text that is not Unicode
    BadEnvelope, //!< JSON, but not a request: not an object, a field missing, wrong or twice, nested too deep
    UnknownType,
    NotInRoom,
    NoSuchRoom,
    NoSuchUser,
    RoomLimit,
    TooBig,
    RateLimited,
    Forbidden,
    BadToken,
    Internal,
};
inline constexpr int EnvelopeErrorCodeCount = int(EnvelopeErrorCode::Internal) + 1;

//! As it stands on the wire: `bad_json` … Static storage.
const char *errorName(EnvelopeErrorCode code);

//! Why a request was refused; it has changed nothing.
struct EnvelopeError
{
    EnvelopeErrorCode code = EnvelopeErrorCode::BadEnvelope;
    QString text;          //!< for people, never empty: a sentence without a full stop
    QByteArray field = {}; //!< UTF-8, the field at fault (`since.seq`); empty: none
    QByteArray id = {};    //!< the request's id as raw JSON; empty: it had none, or it could not be read
    std::optional<Milliseconds> retry = {}; //!< when to try again; none: `null`, not by itself
};

} // namespace signalbox

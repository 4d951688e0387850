#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

//! The code of an `error` of the envelope (README, "The envelope"); see errorName().
enum class EnvelopeErrorCode : quint8 {
    BadJson,     //!< not JSON (RFC 8259), or invalid Unicode
    BadEnvelope, //!< JSON, but not a request: no object, a field missing, invalid or repeated, too deep
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
    Unavailable, //!< the broker does not answer
};
inline constexpr int EnvelopeErrorCodeCount = int(EnvelopeErrorCode::Unavailable) + 1;
//! EnvelopeError::retry of Unavailable: by then a broker that was restarted is reached again.
inline constexpr Milliseconds UnavailableRetry{1000};

//! Returns the code as it is sent, for example `bad_json`. Static storage.
const char *errorName(EnvelopeErrorCode code);

//! Why a request was rejected. A rejected request has no effect.
struct EnvelopeError
{
    EnvelopeErrorCode code = EnvelopeErrorCode::BadEnvelope;
    QString text;          //!< for people, never empty: a sentence without a full stop
    QByteArray field = {}; //!< UTF-8, the invalid field (`since.seq`); empty: none
    QByteArray id = {};    //!< the id of the request as raw JSON; empty: absent or unreadable
    std::optional<Milliseconds> retry = {}; //!< when to try again; absent: `null`, retrying does not help
    QByteArray found = {};                  //!< the unknown value, UTF-8, for consoles; not sent
};

} // namespace signalbox

#pragma once

// What a client may ask for in the envelope `signalbox.v1.json`, read and checked. RequestParser makes these.

#include "core/base/id.h"
#include "core/protocol/content.h"

#include <QString>

#include <optional>
#include <variant>

namespace signalbox {

//! Largest `seq` a client may name: what JavaScript can count to, 2^53 - 1.
inline constexpr quint64 MaxSequence = 9007199254740991;
//! Largest `limit` of a request; who answers may give less.
inline constexpr int MaxRequestLimit = 1000000;

//! Where a client's memory of a room ends.
struct StreamPosition
{
    QString epoch;   //!< never empty
    quint64 seq = 0; //!< the last one it has; 0: none yet

    friend bool operator==(const StreamPosition &, const StreamPosition &) = default;
};

//! In all of them no room means the path's room. Names are valid (core/base/names.h).
struct MessageRequest
{
    std::optional<QString> room;
    EnvelopeContent content;
};

struct JoinRequest
{
    std::optional<QString> room;
    std::optional<StreamPosition> since;
};

struct LeaveRequest
{
    std::optional<QString> room;
};

struct DirectRequest
{
    QString to; //!< a user
    EnvelopeContent content;
};

struct PresenceRequest
{
    std::optional<QString> room;
    std::optional<int> limit;          //!< 0-MaxRequestLimit; 0: the count alone
    std::optional<ConnectionId> after; //!< the `next` of an earlier answer
};

struct HistoryRequest
{
    std::optional<QString> room;
    std::optional<int> limit;      //!< 0-MaxRequestLimit; 0: the epoch alone
    std::optional<quint64> before; //!< messages with a lower seq, 1-MaxSequence
};

struct AuthRequest
{
    QByteArray token; //!< UTF-8, never empty; never to be logged
};

struct PingRequest
{
};

struct Request
{
    using Body = std::variant<MessageRequest, JoinRequest, LeaveRequest, DirectRequest, PresenceRequest,
                              HistoryRequest, AuthRequest, PingRequest>;

    QByteArray id; //!< raw JSON, a string or number, to be echoed as it stands; empty: it had none
    Body body;
};

} // namespace signalbox

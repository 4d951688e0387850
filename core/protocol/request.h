#pragma once

// The requests of the envelope `signalbox.v1.json`, as validated by RequestParser.

#include "core/base/id.h"
#include "core/protocol/content.h"

#include <QString>

#include <optional>
#include <variant>

namespace signalbox {

//! Largest `seq` in a request: the largest safe integer of JavaScript, 2^53 - 1.
inline constexpr quint64 MaxSequence = 9007199254740991;
//! Largest `limit` in a request; the answer may contain less.
inline constexpr int MaxRequestLimit = 1000000;

//! The last message of a room that a client has received.
struct StreamPosition
{
    QString epoch;   //!< never empty
    quint64 seq = 0; //!< of that message; 0: none

    friend bool operator==(const StreamPosition &, const StreamPosition &) = default;
};

//! In all requests an absent room means the room of the path. Names are valid (core/base/names.h).
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
    QString to; //!< a user name
    EnvelopeContent content;
};

struct PresenceRequest
{
    std::optional<QString> room;
    std::optional<int> limit;          //!< 0-MaxRequestLimit; 0: only the count
    std::optional<ConnectionId> after; //!< the `next` of an earlier answer
};

struct HistoryRequest
{
    std::optional<QString> room;
    std::optional<int> limit;      //!< 0-MaxRequestLimit; 0: only the epoch
    std::optional<quint64> before; //!< messages with a lower seq, 1-MaxSequence
};

struct TokenRequest
{
    QByteArray token; //!< UTF-8, never empty; must not be logged
};

struct PingRequest
{
};

struct Request
{
    using Body = std::variant<MessageRequest, JoinRequest, LeaveRequest, DirectRequest, PresenceRequest,
                              HistoryRequest, TokenRequest, PingRequest>;

    QByteArray id; //!< raw JSON, a string or number, echoed unchanged; empty: absent
    Body body;
};

} // namespace signalbox

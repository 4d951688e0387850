#pragma once

// What the threads of members ask of shards. Each carries who asks and the credit that its answer returns.

#include "core/base/clock.h"
#include "core/hub/membership.h"
#include "core/hub/roommessage.h"
#include "core/protocol/request.h"

#include <optional>

namespace signalbox {

//! Who asks, and how the answer finds back.
struct Requester
{
    ConnectionId client;
    std::size_t thread = 0;
    qint64 credit = 0;       //!< bytes in flight for the connection until it is answered
    QByteArray id;           //!< of the request, raw JSON; empty: it had none
    bool isOperator = false; //!< somebody else asked for it: it is told what happened, as others are
};

struct PublishOrder
{
    Requester requester; //!< client null: the server itself
    QString room;
    Publication publication;
    TimePoint takenAt; //!< when the sender's thread took it in
};

struct JoinOrder
{
    Requester requester;
    QString room;
    Membership member;
    std::optional<StreamPosition> since;
    bool isFirst = false; //!< the room of the path: answered with a welcome
};

struct LeaveOrder
{
    Requester requester;
    QString room;
};

struct PresenceOrder
{
    Requester requester;
    QString room;
    PresenceRequest request;
};

struct HistoryOrder
{
    Requester requester;
    QString room;
    HistoryRequest request;
};

struct DirectOrder
{
    Requester requester;
    QString from; //!< user
    QString to;   //!< user
    EnvelopeContent content;
};

} // namespace signalbox

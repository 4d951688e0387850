#pragma once

// What the threads of members ask of homes. Each carries who asks and the credit that its answer returns.

#include "core/base/clock.h"
#include "core/hub/membership.h"
#include "core/hub/roommessage.h"
#include "core/protocol/request.h"

#include <optional>

namespace signalbox {

//! Who asks, and how the answer finds back.
struct Asker
{
    ConnectionId client;
    std::size_t thread = 0;
    qint64 credit = 0;       //!< bytes in flight for the connection until it is answered
    QByteArray id;           //!< of the request, raw JSON; empty: it had none
    bool isOperator = false; //!< somebody else asked for it: it is told what happened, as others are
};

struct PublishOrder
{
    Asker asker; //!< client null: the server itself
    QString room;
    Saying saying;
    TimePoint takenAt; //!< when the sender's thread took it in
};

struct JoinOrder
{
    Asker asker;
    QString room;
    Membership member;
    std::optional<Since> since;
    bool isFirst = false; //!< the room of the path: answered with a welcome
};

struct LeaveOrder
{
    Asker asker;
    QString room;
};

struct PresenceOrder
{
    Asker asker;
    QString room;
    PresenceRequest request;
};

struct HistoryOrder
{
    Asker asker;
    QString room;
    HistoryRequest request;
};

struct DirectOrder
{
    Asker asker;
    QString from; //!< user
    QString to;   //!< user
    EnvelopeContent content;
};

} // namespace signalbox

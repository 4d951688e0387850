#pragma once

#include "core/base/clock.h"
#include "core/hub/orders.h"

namespace signalbox {

//! One message of a room on its way from the room's home to the members on one io thread. The same value goes
//! to every thread, and is not changed any more. A notice (joined, left) is one without a number.
struct Delivery
{
    QString room;
    PreparedMessage plain;    //!< null: not for plain members
    PreparedMessage envelope; //!< null: not for members with an envelope
    ConnectionId except;      //!< null: for everybody
    Requester requester;      //!< gets its credit back, and an ack if it gave an id
    quint64 seq = 0;
    std::optional<TimePoint> takenAt; //!< none: not measured
};

//! The outcome of a join, on its way to the member's thread.
struct Entry
{
    Requester requester;
    QString room;
    QString epoch;
    quint64 seq = 0;        //!< the last one said; live begins behind it
    PreparedMessage replay; //!< null: none was asked for
    bool isFirst = false;   //!< see JoinOrder
};

//! A message to a user, on its way to those of its connections that live on one io thread.
struct DirectDelivery
{
    std::vector<ConnectionId> clients;
    PreparedMessage plain;
    PreparedMessage envelope;
};

} // namespace signalbox

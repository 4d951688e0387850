#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/wire/preparedmessage.h"

#include <QString>

namespace signalbox {

//! One message of a room on its way from the room's home to the members on one io thread. The same value goes
//! to every thread, and is not changed any more.
struct Delivery
{
    QString room;
    PreparedMessage message;
    ConnectionId sender;          //!< null: the server itself
    std::size_t senderThread = 0; //!< where the credit belongs
    qint64 credit = 0;            //!< bytes that are no longer in flight for the sender
    bool skipSender = false;      //!< hub.echo_to_sender is off
    std::size_t home = 0;         //!< the thread it comes from
    qint64 cost = 0;              //!< what it adds to the lag between the two threads
    TimePoint publishedAt;        //!< when the sender's thread took the message in
};

} // namespace signalbox

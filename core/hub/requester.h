#pragma once

#include "core/base/id.h"

#include <QByteArray>

namespace signalbox {

//! The connection that made a request, and what its answer needs to reach it.
struct Requester
{
    ConnectionId client;     //!< null: the server itself
    std::size_t thread = 0;  //!< io thread of the connection
    qint64 credit = 0;       //!< bytes counted as in flight for the connection until the answer arrives
    QByteArray id;           //!< of the request, raw JSON; empty: it had none
    qint64 reserved = 0;     //!< charged to the connection in advance, returned with the answer
    bool isOperator = false; //!< an operator acts on the connection: it gets a notice instead of an ack
};

} // namespace signalbox

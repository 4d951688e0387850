#pragma once

#include "core/base/id.h"

#include <QString>

namespace signalbox {

//! The protocol of a connection.
enum class Dialect : quint8 {
    Plain,    //!< its messages go unchanged to the room of its path
    Envelope, //!< `signalbox.v1.json`
};

//! One connection as a member of a room.
struct Membership
{
    ConnectionId client;
    QString user;
    std::size_t thread = 0; //!< the connection's io thread
    Dialect dialect = Dialect::Plain;
};

} // namespace signalbox

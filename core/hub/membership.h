#pragma once

#include "core/base/id.h"

#include <QString>

namespace signalbox {

//! The protocol of a connection.
enum class Dialect : quint8 {
    Plain,    //!< its messages go unchanged to the room of its path
    Envelope, //!< `signalbox.v1.json`
};

//! Whose vote a reader shares when it is decided whether the readers of a room are behind, see ReaderVotes.
struct Voter
{
    enum class Kind : quint8 {
        Connection, //!< it has its own
        Ipv4,       //!< that of its address
        Ipv6,       //!< that of the first 64 bits of its address
    };
    Kind kind = Kind::Connection;
    quint64 value = 0; //!< of the address

    friend bool operator==(const Voter &, const Voter &) = default;
};

//! One connection as a member of a room.
struct Membership
{
    ConnectionId client;
    QString user;
    std::size_t thread = 0; //!< the connection's io thread
    Dialect dialect = Dialect::Plain;
    bool isBehind = false; //!< more than limits.outbox_soft is queued for it
    Voter voter = {};
};

} // namespace signalbox

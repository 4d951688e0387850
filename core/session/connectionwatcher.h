#pragma once

#include "core/wire/preparedmessage.h"

#include <optional>

namespace signalbox {

class Connection;

//! Sees what the message log wants to know of single connections: see Connection::setWatcher(). Called on their io thread.
class ConnectionWatcher
{
public:
    //! A message for several connections was queued for \a connection, too.
    virtual void deliveryQueued(const Connection &connection, const PreparedMessage &message) = 0;
    //! The peer sent a Ping, Pong or Close. \a payload of a Close is its reason, and \a code the code, unless it had none.
    virtual void controlReceived(const Connection &connection, Opcode opcode, QByteArrayView payload,
                                 std::optional<quint16> code) = 0;
    //! The same frames to the peer, when they are queued: while it does not read, a Pong may still give way to a newer one.
    virtual void controlQueued(const Connection &connection, Opcode opcode, QByteArrayView payload,
                               std::optional<quint16> code) = 0;

protected:
    ~ConnectionWatcher() = default;
};

} // namespace signalbox

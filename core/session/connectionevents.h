#pragma once

#include "core/base/closereason.h"
#include "core/wire/frame.h"

#include <QByteArray>
#include <QObject>

namespace signalbox {

class Connection;

//! What the connections of an io thread tell, by one sender for them all: signals of each one's own, and
//! somebody's connection to them, would be half a kilobyte of every connection. Lives on that thread;
//! outlives its connections.
class ConnectionEvents final : public QObject
{
    Q_OBJECT
public:
    ConnectionEvents() = default;

Q_SIGNALS:
    //! A whole data message. \a payload is the wire's own bytes.
    void messageReceived(signalbox::Connection *connection, signalbox::Opcode opcode,
                         const QByteArray &payload);
    //! What Connection::pingNow() asked for was answered, or not in time.
    void pinged(signalbox::Connection *connection, bool answered);
    //! Once for each, as its last signal. Whoever owns it may let it go when the stack is unwound.
    void closed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);
};

} // namespace signalbox

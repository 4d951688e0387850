#pragma once

#include "core/base/closereason.h"
#include "core/wire/frame.h"

#include <QByteArray>
#include <QObject>

namespace signalbox {

class Connection;

//! The signals of all connections of an io thread. One object sends them for all, because signals of their
//! own and connections to these would cost half a kilobyte a connection. Lives on that thread and outlives
//! its connections.
class ConnectionEvents final : public QObject
{
    Q_OBJECT
public:
    ConnectionEvents() = default;

Q_SIGNALS:
    //! Emitted for each whole data message. \a payload has the bytes as received.
    void messageReceived(signalbox::Connection *connection, signalbox::Opcode opcode,
                         const QByteArray &payload);
    //! Emitted when the ping of Connection::pingNow() was answered, or not in time.
    void pinged(signalbox::Connection *connection, bool answered);
    //! Emitted once a connection, as its last signal. Its owner may delete it by deleteLater().
    void closed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);
};

} // namespace signalbox

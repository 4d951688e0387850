#pragma once

#include "core/base/clock.h"
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
    //! Emitted when Connection::isBehind() has changed, during a write.
    void behindChanged(signalbox::Connection *connection, bool isBehind);
    //! Emitted once a pause in which the requests of the connection wait because limits.work is used up, when it has
    //! taken Connection::LongWorkPause. \a wait: how long it takes altogether, as far as it is known.
    void workPaused(signalbox::Connection *connection, signalbox::Milliseconds wait);
    //! Emitted for a message beyond the rate of the connection that is dropped. \a wait: when the next one may pass. \a
    //! isFirst: the client is to be told; none was dropped for a while.
    void messageDropped(signalbox::Connection *connection, signalbox::Opcode opcode,
                        const QByteArray &payload, signalbox::Milliseconds wait, bool isFirst);
    //! Emitted once a while in which a connection sends faster than its rate allows, and is not closed for it.
    //! \a setting: the key of the rate; static storage. \a wait: how long it is not read; 0: its messages are dropped.
    void rateExceeded(signalbox::Connection *connection, const char *setting, signalbox::Milliseconds wait);
    //! Emitted when the ping of Connection::pingNow() was answered, or not in time.
    void pinged(signalbox::Connection *connection, bool answered);
    //! Emitted when either side has begun to close the connection, before the other one can know: closed() follows. Not for one
    //! that the network has ended.
    void closing(signalbox::Connection *connection);
    //! Emitted once a connection, when it is one no longer: no message follows. For a kick that is at once;
    //! whether the peer answers the Close is known with ended() only, and \a end is not clean.
    void closed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);
    //! Emitted once a connection, after closed(), as its last signal. \a clean: both Close frames were seen.
    //! Its owner may delete it by deleteLater().
    void ended(signalbox::Connection *connection, bool clean);
};

} // namespace signalbox

#pragma once

#include "core/base/clock.h"
#include "core/model/joinedrooms.h"

#include <QtGlobal>

#include <optional>

namespace signalbox {

enum class ConnectionState : quint8 {
    Open,
    Closing, //!< the closing handshake has begun
};

//! Whole data messages and their payload bytes, each way; heartbeats are not counted.
struct Traffic
{
    quint64 messagesIn = 0;
    quint64 messagesOut = 0; //!< accepted into the outbox
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;

    friend bool operator==(const Traffic &, const Traffic &) = default;
};

//! Round trips of the server's pings.
struct LatencyReading
{
    Nanoseconds last{};
    Nanoseconds smoothed{}; //!< RFC 6298 style: 7/8 old + 1/8 new
    Nanoseconds jitter{};   //!< 3/4 old + 1/4 |new - smoothed|

    friend bool operator==(const LatencyReading &, const LatencyReading &) = default;
};

//! What changes on a connection while it is open. A plain value, copied between threads.
struct Activity
{
    ConnectionState state = ConnectionState::Open;
    Traffic traffic;
    qint64 queuedBytes = 0;                //!< in the outbox, headers included, not yet taken by the kernel
    quint32 queuedFrames = 0;              //!< in the outbox: messages and control frames
    quint64 droppedMessages = 0;           //!< left out because the peer reads too slowly
    WallTime lastTraffic;                  //!< last data message in either direction; at first the handshake
    std::optional<LatencyReading> latency; //!< none before the first pong
    qint64 work = 0;                       //!< bytes of amplification charged so far, see limits.work
    JoinedRooms rooms = {};                //!< null: not yet in the room of its path

    friend bool operator==(const Activity &, const Activity &) = default;
};

} // namespace signalbox

#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <optional>

namespace signalbox {

enum class ConnectionState : quint8 {
    Open,
    Closing, //!< our Close or the peer's is on its way
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

//! Round trips of our pings.
struct LatencyReading
{
    Nanoseconds last{};
    Nanoseconds smoothed{}; //!< RFC 6298 style: 7/8 old + 1/8 new
    Nanoseconds jitter{};   //!< 3/4 old + 1/4 |new - smoothed|

    friend bool operator==(const LatencyReading &, const LatencyReading &) = default;
};

//! What changes on a connection while it lives. Plain value, copied between threads.
struct Activity
{
    ConnectionState state = ConnectionState::Open;
    Traffic traffic;
    qint64 queuedBytes = 0;                //!< in the outbox, headers included, not yet taken by the kernel
    quint32 queuedFrames = 0;              //!< there: messages, pings and the like
    quint64 droppedMessages = 0;           //!< that it was too slow for
    WallTime lastTraffic;                  //!< last data message either way; the handshake at first
    std::optional<LatencyReading> latency; //!< none before the first pong

    friend bool operator==(const Activity &, const Activity &) = default;
};

} // namespace signalbox

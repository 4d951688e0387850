#pragma once

// What a console can ask about one connection, beyond what the list of connections has.

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/model/activity.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

enum class ConnectionEventKind : quint8 {
    Joined,      //!< text: the room; number: RoomEntry
    Left,        //!< text: the room
    LatencyRose, //!< above HighLatency; number: nanoseconds
    LatencyFell, //!< well below it again; number: nanoseconds
    ErrorAnswered, //!< a request was answered with an error; text: its code, and what it is about: `unknown_type: mesage`
    FellBehind,    //!< more than limits.outbox_soft waits for the client; number: bytes
    InFlightPause, //!< the client was not read because shards worked on its requests; number: nanoseconds
    WorkPause,     //!< the client was not read because of limits.work; number: nanoseconds
    RateExceeded, //!< sent faster than allowed; text: the key of the rate; number: ms not read; 0: messages were dropped
    Closing, //!< the closing handshake has begun; number: close code; text: reason
};

constexpr Nanoseconds HighLatency = std::chrono::milliseconds(200);

//! Something that happened to a connection. Equal events are one entry.
struct ConnectionEvent
{
    WallTime time; //!< of the last one
    ConnectionEventKind kind = ConnectionEventKind::Joined;
    quint32 count = 1;
    qint64 number = 0; //!< of the last one; for pauses of all together
    QString text;      //!< at most MaxEventText characters

    friend bool operator==(const ConnectionEvent &, const ConnectionEvent &) = default;
};
inline constexpr qsizetype MaxEventText = 80;

struct TlsReading
{
    QString version{};       //!< TLSv1.3
    QString cipher{};        //!< as OpenSSL names it
    QString serverName{};    //!< SNI, as sent; empty: none
    QString protocol{};      //!< ALPN; empty: none
    QString clientSubject{}; //!< of the client's certificate; empty: none

    friend bool operator==(const TlsReading &, const TlsReading &) = default;
};

//! The kernel's view of the TCP connection, tcp(7). Bytes are those of the stream, with TLS the encrypted ones.
struct NetworkReading
{
    std::chrono::microseconds roundTrip{};          //!< smoothed
    std::chrono::microseconds roundTripVariation{}; //!< mean deviation
    quint32 retransmissions = 0;                    //!< segments, in all its time
    quint32 congestionWindow = 0;                   //!< segments
    qint64 unsent = 0;                              //!< written by us, and not sent yet
    qint64 unacknowledged = 0;                      //!< sent, and not acknowledged
    Milliseconds sinceReceived{};                   //!< data
    Milliseconds sinceSent{};                       //!< data

    friend bool operator==(const NetworkReading &, const NetworkReading &) = default;
};

struct HeartbeatReading
{
    Milliseconds interval{};                 //!< 0: no pings
    Milliseconds timeout{};                  //!< 0: a missing pong has no consequence
    std::optional<Milliseconds> sincePong{}; //!< none: no ping was answered yet
    std::optional<Milliseconds> untilPing{}; //!< none: no ping is due
    quint32 unanswered = 0;                  //!< pings
    bool isQueued = false;                   //!< a ping waits behind what is queued

    friend bool operator==(const HeartbeatReading &, const HeartbeatReading &) = default;
};

//! Why a client is not read at the moment, and for how long already.
struct PauseReading
{
    std::optional<Milliseconds> inFlight{}; //!< shards work on its requests; none: not paused for it
    std::optional<Milliseconds> work{};     //!< limits.work

    friend bool operator==(const PauseReading &, const PauseReading &) = default;
};

//! A connection at a moment. A plain value, copied between threads.
struct ConnectionReport
{
    ConnectionId id{};
    bool isFound = false;     //!< else it has ended, and the rest is void
    QByteArray requestHead{}; //!< UTF-8 lines, see describeHead()
    QByteArray extensions{};  //!< Sec-WebSocket-Extensions of the response; empty: none
    std::optional<TlsReading> tls{};
    std::optional<NetworkReading> network{}; //!< none: the kernel does not say
    HeartbeatReading heartbeat{};
    PauseReading pauses{};
    Activity activity{};
    qint64 inFlightBytes = 0;              //!< of requests that shards work on
    qint64 heldBytes = 0;                  //!< memory that is held for the client beyond the fixed part
    std::vector<ConnectionEvent> events{}; //!< oldest first, at most ConnectionRecord::MaxEvents
};

} // namespace signalbox

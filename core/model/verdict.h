#pragma once

// Why a connection ended, in terms of an operator: a kind, chosen by verdictOf() (core/observe), and the numbers that
// it was chosen by. To add a kind: here, a case in verdict.cpp, one in verdictOf(), and its text in ui/closed.

#include "core/base/clock.h"
#include "core/base/closereason.h"
#include "core/model/actor.h"

#include <QString>

#include <optional>

namespace signalbox {

//! What the kernel knew about a TCP connection, in bytes of the stream (with TLS: encrypted).
struct KernelQueue
{
    qint64 unsent = 0;         //!< written by us, and not sent yet (SIOCOUTQNSD)
    qint64 unacknowledged = 0; //!< sent, and not acknowledged by the peer's kernel (SIOCOUTQ less unsent)
    // Of TCP_INFO, tcp(7):
    std::chrono::microseconds roundTrip{}; //!< smoothed
    quint32 retransmissions = 0;           //!< segments, in all its time

    friend bool operator==(const KernelQueue &, const KernelQueue &) = default;
};

//! How fast a peer that had to be waited for read lately, and how fast it would have had to. Bytes a second.
struct ReadingRate
{
    qint64 read = 0;       //!< acknowledged by the peer's kernel
    qint64 offered = 0;    //!< queued for it
    Milliseconds window{}; //!< the time before the end for which both were measured

    friend bool operator==(const ReadingRate &, const ReadingRate &) = default;
};

//! What was known about a connection at the moment when its end began: when the closing handshake began, or the
//! connection was lost. What is not known, or not asked for with this cause, has no value. A plain value.
struct EndEvidence
{
    Cause cause = Cause::InternalError;
    quint16 code = 0;
    std::optional<Milliseconds> sinceReceived; //!< since the last byte of the peer
    std::optional<Milliseconds> sinceTraffic;  //!< since the last byte in either direction, pings included
    std::optional<Milliseconds> sincePong;     //!< since the last answered ping, else since the handshake
    std::optional<KernelQueue> kernel;
    std::optional<ReadingRate> reading;
    qint64 queuedBytes = 0;       //!< in the outbox
    qint64 heldBytes = 0;         //!< memory that was held for the peer
    quint64 droppedMessages = 0;  //!< left out because the peer read too slowly, until the end
    std::optional<qint64> size{}; //!< bytes of the message that was refused, as far as it is known
    qint64 limit = 0;             //!< the limit that was reached, in the unit of its key (ms); 0: none
    const char *key = "";         //!< the key of that limit. Owner: static storage
    const char *detail = "";      //!< the rule, TLS error or error code. Owner: static storage
    int error = 0;                //!< errno of the socket; 0: none
    bool isInRoom = false;        //!< it had a room, not an echo route
    std::optional<Actor> actor{}; //!< whose command ended it
    quint64 addressEnds = 0; //!< ends of its address, this one included, as far back as any are remembered
    quint32 idleEnds = 0;    //!< how often its address was lost after this idle time, this end included
    std::optional<Milliseconds> userCameBack{}; //!< from its last byte to the next connection of its user

    friend bool operator==(const EndEvidence &, const EndEvidence &) = default;
};

//! The numbers of EndEvidence in each description are those that the text of the kind contains.
enum class VerdictKind : quint8 {
    Unknown,           //!< no evidence
    NetworkSilent,     //!< 4409, not even the peer's kernel answers: sincePong, sinceReceived, kernel
    ProgramSilent,     //!< 4409, only the peer's kernel answers: sincePong, sinceReceived, kernel
    UserCameBack,      //!< silent, while its user had connected again: sinceReceived, userCameBack
    SlowReader,        //!< 4408, hard or soft: queuedBytes, key, limit, isInRoom, reading if known
    ReaderStopped,     //!< 4408, stall, the peer's kernel answers: limit, key, queuedBytes, kernel
    NetworkStalled,    //!< 4408, stall, not even the peer's kernel answers: the same
    MessageTooBig,     //!< 1009: size (at least), limit, key
    ProtocolBroken,    //!< 1002: detail, the rule
    BadText,           //!< 1007: detail, the rule
    BinaryRefused,     //!< 1003: size
    BadEnvelopes,      //!< 4400: size, their number; detail, the code of the last error
    IdleTimeout,       //!< lost when idle, as others of its address before: sinceTraffic, idleEnds
    EndedWithoutClose, //!< TCP FIN: sinceReceived
    Reset,             //!< TCP RST: sinceReceived, kernel, queuedBytes, error
    NetworkTimedOut,   //!< the kernel gave up: sinceReceived, kernel, error
    TlsFailed,         //!< of an open connection: detail, the error of TLS
    PageLeft,          //!< 1001 of the peer
    ClosedByClient,    //!< code; 1005: without one
    Kicked,            //!< code, actor
    ClosedByOperator,  //!< actor
    ServerStopped,     //!< 1001 of the server
    ServerDrained,     //!< 1012
    MemoryFull,        //!< 1013: heldBytes, key
    RoomRefused,       //!< 1013, it could not be in the room of its path: key, limit
    PublishForbidden,  //!< 1008
    TokenInvalid,      //!< 3000
    RoomNotGranted,    //!< 3003
    TokenRevoked,      //!< 3003
    NoToken,           //!< 3008: limit, key
    LifetimeOver,      //!< 4200: limit, key
    TokenExpired,      //!< 4401
    Banned,            //!< 4403
    Replaced,          //!< 4410
    TooFast,           //!< 4429: limit, key
};
inline constexpr int VerdictKindCount = int(VerdictKind::TooFast) + 1;

//! A plain value, copied between threads.
struct Verdict
{
    VerdictKind kind = VerdictKind::Unknown;
    EndEvidence evidence{};

    friend bool operator==(const Verdict &, const Verdict &) = default;
};

//! Returns \a verdict as one sentence in English without a full stop, for log, API and command line; `unknown`
//! without evidence. Contains nothing that a peer has sent.
QString verdictText(const Verdict &verdict);

//! The longest heartbeat.interval, in the notation of the configuration, that keeps a connection from being idle for
//! \a idle: `60s` for 59.98 s.
QString intervalBelow(Milliseconds idle);

} // namespace signalbox

#pragma once

// Every way a WebSocket connection can end: the close code, the reason text, and the recorded cause.
// This is the only file that defines close codes. To add one: a Cause, a row in closereason.cpp, a row in the
// README.
//
// 1000-1015 RFC 6455 section 7.4.1 and the IANA registry · 3000-3999 registered by libraries
// 4000-4099 information · 4100-4199 reconnect with back-off and jitter · 4200-4299 reconnect at once
// 4400-4499 as in HTTP: do not reconnect without a change, except 4408, 4409, 4429: with back-off and jitter

#include <QByteArray>
#include <QString>

#include <string_view>

namespace signalbox {

//! The side that ended the connection.
enum class Initiator : quint8 { Server, Client, Network };

//! Why a connection ended. Recorded in addition to the code, because several causes share a code.
enum class Cause : quint8 {
    ClosedByServer,   //!< 1000, requested by an operator or embedder
    ClosedByPeer,     //!< the peer's own code
    GoingAway,        //!< 1001 from the peer: tab closed, page left
    NoStatus,         //!< the peer's Close carried no code (recorded as 1005, answered with 1000)
    ConnectionLost,   //!< TCP ended without a Close (1006)
    ConnectionReset,  //!< TCP reset (1006)
    ProtocolError,    //!< 1002
    UnsupportedType,  //!< 1003
    BadUtf8,          //!< 1007
    MessageTooBig,    //!< 1009
    InternalError,    //!< 1011
    Shutdown,         //!< 1001, the window was closed
    Drain,            //!< 1012
    Overloaded,       //!< 1013
    Kicked,           //!< 4100, or the code the operator chose
    QueueOverflow,    //!< 4408, outbox_hard
    QueuedTooLong,    //!< 4408, outbox_soft for outbox_soft_for
    WriteStalled,     //!< 4408, write_stall
    NoPong,           //!< 4409
    BadEnvelopes,     //!< 4400
    PublishForbidden, //!< 1008, a plain client may not publish in its room
    Unauthorised,     //!< 3000, the token of the first message is not valid
    RoomForbidden,    //!< 3003, the token of the first message does not grant the room of the path
    TokenRevoked,     //!< 3003
    AuthTimeout,      //!< 3008, limits.auth
    LifetimeOver,     //!< 4200, limits.max_lifetime
    TokenExpired,     //!< 4401
    Banned,           //!< 4403
    Replaced,         //!< 4410, by a later connection of the same user
    TooFast,          //!< 4429, limits.messages_per_second or limits.bytes_per_second
};
inline constexpr int CauseCount = int(Cause::TooFast) + 1;

//! The code and the texts of a cause. Static storage.
struct CauseInfo
{
    Cause cause;
    quint16 code;       //!< the code it has by default, on the wire or recorded (1005, 1006)
    const char *name;   //!< identifier in logs, metrics and JSON
    const char *reason; //!< the reason text sent, at most 123 bytes
};
const CauseInfo &causeInfo(Cause cause);

const char *initiatorName(Initiator initiator);

//! Longest reason a Close frame can carry, in UTF-8 bytes: 125 less the code (RFC 6455 section 5.5.1).
inline constexpr int MaxReasonBytes = 123;

//! The content of a Close frame to send, and its cause.
struct CloseReason
{
    Cause cause = Cause::ClosedByServer;
    quint16 code = 1000;
    QByteArray text; //!< UTF-8, at most MaxReasonBytes

    //! Returns code and text of the table.
    static CloseReason of(Cause cause);
    //! Returns a reason with a code and text of the caller's choice; the text is truncated at a character.
    static CloseReason custom(Cause cause, quint16 code, const QString &text);
    //! Returns the reason of a kick requested by an operator or embedder. A \a code that
    //! isSendableCloseCode() rejects is replaced by 4100; the text is truncated at a character.
    static CloseReason kick(quint16 code, const QString &text);
};

//! How a connection ended; reported exactly once.
struct ConnectionEnd
{
    Cause cause = Cause::ConnectionLost;
    quint16 code = 1006;
    QString reason;
    Initiator initiator = Initiator::Network;
    bool clean = false; //!< both Close frames were seen

    friend bool operator==(const ConnectionEnd &, const ConnectionEnd &) = default;
};

//! Returns whether an operator or embedder may send \a code: 1000, 1001, 1008, 1011-1014 and 3000-4999 (RFC
//! 6455 section 7.4).
bool isSendableCloseCode(int code);
//! Returns whether a peer may send \a code: 1000-1003, 1007-1014 and 3000-4999 (RFC 6455 section 7.4.1, IANA
//! registry).
bool isValidReceivedCloseCode(int code);

//! Returns \a code as a metric label: the number for the codes of the tables, else `3xxx`, `4xxx` or `other`,
//! so that a peer cannot create any number of labels. Static storage; equal labels are the same pointer.
const char *closeCodeLabel(int code);

//! Returns the longest prefix of \a text of at most \a maxBytes that ends at the end of a character.
QByteArray cutUtf8(const QByteArray &text, qsizetype maxBytes);

} // namespace signalbox

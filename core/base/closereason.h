#pragma once

// Every way a WebSocket connection can end: the code on the wire, the reason text, and the cause we record.
// This is the only file that knows close codes. To add one: a Cause, a row in closereason.cpp, a row in the
// README.
//
// 1000-1015 RFC 6455 section 7.4.1 and the IANA registry · 3000-3999 registered by libraries
// 4000-4099 information · 4100-4199 come back with back-off and jitter · 4200-4299 come back now
// 4400-4499 as in HTTP: do not simply retry

#include <QByteArray>
#include <QString>

#include <string_view>

namespace signalbox {

//! Who began the end.
enum class Initiator : quint8 { Server, Client, Network };

//! Why a connection ended. Recorded apart from the code: 1006 alone has three causes.
enum class Cause : quint8 {
    ClosedByServer,  //!< 1000, an operator or embedder asked
    ClosedByPeer,    //!< the peer's own code
    GoingAway,       //!< 1001 from the peer: tab closed, page left
    NoStatus,        //!< the peer's Close carried no code (recorded as 1005, answered with 1000)
    ConnectionLost,  //!< TCP ended without a Close (1006)
    ConnectionReset, //!< TCP reset (1006)
    ProtocolError,   //!< 1002
    UnsupportedType, //!< 1003
    BadUtf8,         //!< 1007
    MessageTooBig,   //!< 1009
    InternalError,   //!< 1011
    Shutdown,        //!< 1001, the window was closed
    Drain,           //!< 1012
    Overloaded,      //!< 1013
    Kicked,          //!< 4100, or the code the operator chose
    QueueOverflow,   //!< 4408, outbox_hard
    QueuedTooLong,   //!< 4408, outbox_soft for outbox_soft_for
    WriteStalled,    //!< 4408, write_stall
    NoPong,          //!< 4409
    BadEnvelopes,    //!< 4400
};
inline constexpr int CauseCount = int(Cause::BadEnvelopes) + 1;

//! What a cause is called. Owner: static storage.
struct CauseInfo
{
    Cause cause;
    quint16 code;       //!< the code it has by default, on the wire or recorded (1005, 1006)
    const char *name;   //!< for machines: logs, metrics, JSON
    const char *reason; //!< the reason text sent, at most 123 bytes
};
const CauseInfo &causeInfo(Cause cause);

const char *initiatorName(Initiator initiator);

//! Longest reason a Close frame can carry, in UTF-8 bytes: 125 less the code (RFC 6455 section 5.5.1).
inline constexpr int MaxReasonBytes = 123;

//! What we send, and why.
struct CloseReason
{
    Cause cause = Cause::ClosedByServer;
    quint16 code = 1000;
    QByteArray text; //!< UTF-8, at most MaxReasonBytes

    //! Code and text as the table has them.
    static CloseReason of(Cause cause);
    //! With a code and text of the operator's; the text is cut at a character.
    static CloseReason custom(Cause cause, quint16 code, const QString &text);
    //! The reason of a kick requested by an operator or embedder. A \a code that isSendableCloseCode() rejects
    //! is replaced by 4100; the text is cut at a character.
    static CloseReason kick(quint16 code, const QString &text);
};

//! How a connection ended; announced exactly once.
struct ConnectionEnd
{
    Cause cause = Cause::ConnectionLost;
    quint16 code = 1006;
    QString reason;
    Initiator initiator = Initiator::Network;
    bool clean = false; //!< both Close frames were seen

    friend bool operator==(const ConnectionEnd &, const ConnectionEnd &) = default;
};

//! May an operator or embedder send this code? 1000, 1001, 1008, 1011-1014 and 3000-4999 (RFC 6455
//! section 7.4).
bool isSendableCloseCode(int code);
//! May a peer send this code? 1000-1003, 1007-1014 and 3000-4999 (RFC 6455 section 7.4.1, IANA registry).
bool isValidReceivedCloseCode(int code);

//! The code as a label for counts: codes of our table by their number, all others by their thousand (`3xxx`,
//! `4xxx`) or as `other`, so that nobody can invent labels without end. Owner: static storage; equal labels
//! are one pointer.
const char *closeCodeLabel(int code);

//! The longest prefix of \a text of at most \a maxBytes that does not cut a character in two.
QByteArray cutUtf8(const QByteArray &text, qsizetype maxBytes);

} // namespace signalbox

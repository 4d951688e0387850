#pragma once

#include "core/base/closereason.h"
#include "core/wire/closepayload.h"
#include "core/wire/frame.h"
#include "core/wire/messageinflater.h"
#include "core/wire/utf8validator.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace signalbox {

struct FrameLimits
{
    qint64 maxMessage = 64 * 1024; //!< payload bytes of a whole message, fragments added up; 0 = no limit
};

//! Receives what FrameGuard finds, in the order of the wire. Each call may make the guard's owner stop
//! feeding; the guard looks at isStopped() after each.
class FrameSink
{
public:
    //! A whole data message, unmasked, fragments joined. The bytes are the callee's to move from.
    virtual void onMessage(Opcode opcode, QByteArray payload) = 0;
    virtual void onPing(QByteArrayView payload) = 0;
    virtual void onPong(QByteArrayView payload) = 0;
    //! The peer's Close. Nothing comes after it.
    virtual void onClose(const ClosePayload &payload) = 0;
    //! The peer broke a rule: ProtocolError (1002), BadUtf8 (1007) or MessageTooBig (1009). Nothing comes
    //! after it. \a rule names it with its section, for the log.
    virtual void onViolation(Cause cause, const char *rule) = 0;

protected:
    ~FrameSink() = default;
};

//! The inbound half of RFC 6455 for a server, without a socket: takes bytes in any pieces, hands out whole
//! messages and control frames, refuses what a client must not send.
//!
//! What it refuses: unmasked frames (5.1), reserved bits and opcodes (5.2), lengths not minimal or beyond 63
//! bits (5.2), control frames that are fragmented or longer than 125 (5.5), continuation without a beginning
//! and a beginning within a message (5.4), text that is not UTF-8 at its first bad byte (8.1), sizes beyond
//! FrameLimits before anything is allocated for them, and Close payloads that parseClosePayload() refuses.
//!
//! Where permessage-deflate (RFC 7692) is negotiated it inflates, too, as the bytes arrive: UTF-8 and limit
//! are those of what comes out. RSV1 is for the first frame of a data message then, and what is no DEFLATE
//! data is a ProtocolError (1002): RFC 7692 names no code, and 1007 is about the type of a message (RFC 6455
//! section 7.4.1).
class FrameGuard
{
public:
    //! \a deflate: what was negotiated, or nothing.
    explicit FrameGuard(FrameLimits limits = {}, const std::optional<DeflateParameters> &deflate = {});

    //! Eats \a bytes (they are unmasked in place) and calls \a sink for what they complete. After a Close, a
    //! violation or stop() the rest is discarded. From within the sink yield(), stop() and expectOnlyClose()
    //! may be called, but not feed(), and the guard must not be destroyed. Returns how many bytes were eaten:
    //! all, unless the sink asked to yield(); then the caller feeds the rest later.
    qsizetype feed(char *bytes, qsizetype size, FrameSink &sink);

    //! From within the sink: enough for now. A few bytes can hold much work - ten thousand empty messages fit
    //! into 64 KiB - and others wait for their turn.
    void yield() { m_yields = true; }

    //! From now on only a Close is of interest: messages, pings and pongs are parsed, not delivered and not
    //! stored, and violations are not reported but end the parsing. For a server that has sent its own Close
    //! (section 7.1.6).
    void expectOnlyClose();
    //! Nothing more is wanted.
    void stop();
    bool isStopped() const { return m_state == State::Stopped; }

    //! Bytes allocated for a message or control frame that is not complete, without what MessageInflater
    //! holds.
    qint64 bufferedBytes() const;

private:
    enum class State : quint8 { Header, Payload, Stopped };

    qsizetype takeHeader(const char *bytes, qsizetype size, FrameSink &sink);
    const char *checkFirstByte(quint8 byte) const;
    const char *checkSecondByte(quint8 byte) const;
    bool readLength(FrameSink &sink);
    bool fitsLimit() const;
    bool isFrameCompressed() const;
    void beginFrame(FrameSink &sink);
    qsizetype takePayload(char *bytes, qsizetype size, FrameSink &sink);
    void takeControl(QByteArrayView piece, FrameSink &sink);
    void takeData(QByteArrayView piece, FrameSink &sink);
    void takeCompressed(QByteArrayView piece, bool messageComplete, FrameSink &sink);
    void store(QByteArrayView piece);
    void finishControl(QByteArrayView payload, FrameSink &sink);
    void finishClose(QByteArrayView payload, FrameSink &sink);
    void finishMessage(FrameSink &sink);
    void fail(Cause cause, const char *rule, FrameSink &sink);
    bool isWanted() const { return !m_onlyClose || m_opcode == Opcode::Close; }

    FrameLimits m_limits;
    State m_state = State::Header;
    bool m_onlyClose = false;
    bool m_yields = false;
    bool m_final = false;
    bool m_inMessage = false;              //!< a data message has begun and not ended
    bool m_deflates;                       //!< permessage-deflate is negotiated
    bool m_compressed = false;             //!< the message is
    Opcode m_opcode = Opcode::Text;        //!< of the frame
    Opcode m_messageOpcode = Opcode::Text; //!< of the message
    quint8 m_headerSize = 0;               //!< bytes in m_header
    quint8 m_header[14] = {};              //!< of a frame whose header is not complete
    quint8 m_mask[4] = {};
    quint64 m_frameSize = 0; //!< payload of the frame
    quint64 m_frameSeen = 0; //!< of it, seen so far
    QByteArray m_message;    //!< what has arrived of the message
    QByteArray m_control;    //!< what has arrived of a control frame that came in pieces
    Utf8Validator m_utf8;
    std::unique_ptr<MessageInflater> m_inflater; //!< where negotiated, while messages are wanted
};

} // namespace signalbox

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

//! Receives the messages and control frames that FrameGuard parses, in the order of the stream. Each call may
//! stop the guard.
class FrameSink
{
public:
    //! Called with a complete data message, unmasked and with its fragments joined.
    virtual void onMessage(Opcode opcode, QByteArray payload) = 0;
    virtual void onPing(QByteArrayView payload) = 0;
    virtual void onPong(QByteArrayView payload) = 0;
    //! Called with the peer's Close; no call follows.
    virtual void onClose(const ClosePayload &payload) = 0;
    //! Called when the peer violates a rule: ProtocolError (1002), BadUtf8 (1007) or MessageTooBig (1009); no
    //! call follows. \a rule is a text with the section of the RFC, for the log.
    virtual void onViolation(Cause cause, const char *rule) = 0;

protected:
    ~FrameSink() = default;
};

//! Parses the frames that a server receives (RFC 6455), without a socket: accepts bytes in segments of any
//! size, delivers complete messages and control frames, and reports violations of the protocol.
//!
//! Violations are: unmasked frames (5.1), reserved bits and opcodes (5.2), lengths that are not minimal or
//! exceed 63 bits (5.2), control frames that are fragmented or longer than 125 bytes (5.5), a continuation
//! without a first frame and a first frame within a message (5.4), text that is not UTF-8, at its first
//! invalid byte (8.1), sizes beyond FrameLimits, before memory is allocated for them, and Close payloads that
//! parseClosePayload() rejects.
//!
//! With permessage-deflate (RFC 7692) the payload is decompressed as it arrives; UTF-8 and the limit are
//! checked on the result. RSV1 is then allowed on the first frame of a data message. Invalid DEFLATE data is
//! a ProtocolError (1002): RFC 7692 specifies no code, and 1007 is for data that does not match the type of
//! the message (RFC 6455 section 7.4.1).
class FrameGuard
{
public:
    //! \a deflate: the negotiated parameters, if any.
    explicit FrameGuard(FrameLimits limits = {}, const std::optional<DeflateParameters> &deflate = {});

    //! Parses \a bytes (they are unmasked in place) and calls \a sink for each message and control frame that
    //! they complete. After a Close, a violation or stop() the rest is discarded. The sink may call yield(),
    //! stop() and expectOnlyClose(), but not feed(), and must not destroy the guard. Returns the number of
    //! bytes consumed: all, unless the sink called yield(); then the caller feeds the rest later.
    qsizetype feed(char *bytes, qsizetype size, FrameSink &sink);

    //! Makes feed() return after the current call of the sink, so that one connection cannot delay the others
    //! of its thread: 64 KiB can contain ten thousand empty messages.
    void yield() { m_yields = true; }

    //! Delivers only a Close from now on: messages, pings and pongs are parsed, but neither stored nor
    //! delivered, and a violation ends the parsing without a report. For a server that has sent its own Close
    //! (section 7.1.6).
    void expectOnlyClose();
    //! Ends the parsing and releases all buffers.
    void stop();
    bool isStopped() const { return m_state == State::Stopped; }

    //! After a violation MessageTooBig: how large the message is at least, in bytes; the limit is limits().maxMessage.
    quint64 refusedSize() const { return m_frameSize; }
    const FrameLimits &limits() const { return m_limits; }
    //! Applies from the next message on.
    void setMaxMessage(qint64 bytes) { m_limits.maxMessage = bytes; }

    //! During FrameSink::onMessage(): by how many bytes decompression has made the message larger; 0 if it has not.
    qint64 growth() const { return m_growth; }
    //! Returns the bytes allocated for an incomplete message or control frame, and for decompression.
    qint64 bufferedBytes() const;
    //! Returns the part of bufferedBytes() for decompression.
    qint64 inflaterBytes() const { return m_inflater ? m_inflater->heldBytes() : 0; }

private:
    enum class State : quint8 { Header, Payload, Stopped };

    qsizetype takeHeader(const char *bytes, qsizetype size, FrameSink &sink);
    const char *checkFirstByte(quint8 byte) const;
    const char *checkSecondByte(quint8 byte) const;
    bool readLength(FrameSink &sink);
    bool fitsLimit() const;
    bool isFrameCompressed() const;
    quint64 receivedSize() const;
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
    bool isDelivered() const { return !m_onlyClose || m_opcode == Opcode::Close; }

    FrameLimits m_limits;
    State m_state = State::Header;
    bool m_onlyClose = false;
    bool m_yields = false;
    bool m_final = false;
    bool m_inMessage = false;       //!< the first frame of a data message has arrived, but not the last
    bool m_deflates;                //!< permessage-deflate was negotiated
    bool m_compressed = false;      //!< the current message is compressed
    Opcode m_opcode = Opcode::Text; //!< of the current frame
    Opcode m_messageOpcode = Opcode::Text; //!< of the current message
    quint8 m_headerSize = 0;               //!< bytes in m_header
    quint8 m_header[14] = {};              //!< an incomplete header
    quint8 m_mask[4] = {};
    quint64 m_frameSize = 0; //!< payload size of the current frame; see refusedSize()
    quint64 m_frameSeen = 0; //!< payload bytes of it that have arrived
    qint64 m_growth = 0;     //!< see growth()
    QByteArray m_message;    //!< the part of the message that has arrived
    QByteArray m_control;    //!< the part of a segmented control frame that has arrived
    Utf8Validator m_utf8;
    std::unique_ptr<MessageInflater> m_inflater; //!< if negotiated, while messages are delivered
};

} // namespace signalbox

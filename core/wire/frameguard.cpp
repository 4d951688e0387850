#include "core/wire/frameguard.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

// States:
//
//            at most 14 bytes                  payload complete
//   Header ------------------> Payload ----------------------------> Header
//     |                          |   (at once for a frame without payload)
//     +--------------------------+--> Stopped   violation, Close, stop()
//
// Each byte of a header is checked when it arrives, so that a stream causes the same calls in any
// segmentation. Memory is allocated only for payload that has arrived, not for the length that a header
// announces.
//
// After expectOnlyClose() data frames are skipped; only m_inMessage is still updated.

namespace signalbox {

namespace {

constexpr quint8 FinalBit = 0x80;
constexpr quint8 ReservedBits = 0x70;
constexpr quint8 Rsv1 = 0x40; //!< "Per-Message Compressed", RFC 7692 section 6
constexpr quint8 OpcodeBits = 0x0F;
constexpr quint8 MaskBit = 0x80;
constexpr quint8 LengthBits = 0x7F;
constexpr quint8 Length16 = 126;
constexpr quint8 Length64 = 127;
constexpr qsizetype MaskSize = 4;
//! The maximum size without a configured limit: what QByteArray can hold.
constexpr quint64 NoLimit = quint64(1) << 62;

bool isKnown(quint8 opcode)
{
    return opcode <= quint8(Opcode::Binary) ||
           (opcode >= quint8(Opcode::Close) && opcode <= quint8(Opcode::Pong));
}

qsizetype extendedLengthSize(quint8 secondByte)
{
    switch (secondByte & LengthBits) {
    case Length16:
        return 2;
    case Length64:
        return 8;
    default:
        return 0;
    }
}

} // namespace

FrameGuard::FrameGuard(FrameLimits limits, const std::optional<DeflateParameters> &deflate)
    : m_limits(limits)
    , m_deflates(deflate.has_value())
    , m_inflater(deflate ? std::make_unique<MessageInflater>(*deflate) : nullptr)
{
}

qsizetype FrameGuard::feed(char *bytes, qsizetype size, FrameSink &sink)
{
    m_yields = false;
    qsizetype consumed = 0;
    while (consumed < size && m_state != State::Stopped && !m_yields) {
        consumed += m_state == State::Header ? takeHeader(bytes + consumed, size - consumed, sink)
                                             : takePayload(bytes + consumed, size - consumed, sink);
    }
    return m_state == State::Stopped ? size : consumed;
}

void FrameGuard::expectOnlyClose()
{
    m_onlyClose = true;
    m_message = QByteArray();
    m_inflater.reset();
    if (!(m_state == State::Payload && m_opcode == Opcode::Close))
        m_control = QByteArray();
}

void FrameGuard::stop()
{
    m_state = State::Stopped;
    m_message = QByteArray();
    m_control = QByteArray();
    m_inflater.reset();
}

qint64 FrameGuard::bufferedBytes() const
{
    return m_message.capacity() + m_control.capacity() + inflaterBytes();
}

//! Consumes bytes of a header until it is complete or rejected. Returns their number.
qsizetype FrameGuard::takeHeader(const char *bytes, qsizetype size, FrameSink &sink)
{
    qsizetype taken = 0;
    const auto fill = [&](qsizetype upTo) {
        const qsizetype count = std::min(upTo - m_headerSize, size - taken);
        if (count > 0) {
            std::memcpy(m_header + m_headerSize, bytes + taken, std::size_t(count));
            m_headerSize = quint8(m_headerSize + count);
            taken += count;
        }
        return m_headerSize >= upTo;
    };

    if (m_headerSize < 1) {
        fill(1);
        if (const char *rule = checkFirstByte(m_header[0])) {
            fail(Cause::ProtocolError, rule, sink);
            return taken;
        }
    }
    if (m_headerSize < 2) {
        if (!fill(2))
            return taken;
        if (const char *rule = checkSecondByte(m_header[1])) {
            fail(Cause::ProtocolError, rule, sink);
            return taken;
        }
    }
    const qsizetype lengthEnd = 2 + extendedLengthSize(m_header[1]);
    if (m_headerSize <= lengthEnd) {
        if (!fill(lengthEnd) || !readLength(sink) || !fill(lengthEnd + MaskSize))
            return taken;
    } else if (!fill(lengthEnd + MaskSize)) {
        return taken;
    }
    std::memcpy(m_mask, m_header + lengthEnd, sizeof m_mask);
    m_headerSize = 0;
    beginFrame(sink);
    return taken;
}

//! Returns the rule that the first byte of a header violates, or null.
const char *FrameGuard::checkFirstByte(quint8 byte) const
{
    const auto opcode = Opcode(byte & OpcodeBits);
    const bool isDataBegin = opcode == Opcode::Text || opcode == Opcode::Binary;
    const quint8 allowedBits = m_deflates && isDataBegin ? Rsv1 : 0;
    if (byte & ReservedBits & ~allowedBits)
        return "reserved bit set (RFC 6455 section 5.2)";
    if (!isKnown(byte & OpcodeBits))
        return "reserved opcode (RFC 6455 section 5.2)";
    if (isControl(opcode))
        return byte & FinalBit ? nullptr : "fragmented control frame (RFC 6455 section 5.5)";
    if (opcode == Opcode::Continuation && !m_inMessage)
        return "continuation without a beginning (RFC 6455 section 5.4)";
    if (opcode != Opcode::Continuation && m_inMessage)
        return "new message within a fragmented one (RFC 6455 section 5.4)";
    return nullptr;
}

const char *FrameGuard::checkSecondByte(quint8 byte) const
{
    if (!(byte & MaskBit))
        return "frame without mask (RFC 6455 section 5.1)";
    if (isControl(Opcode(m_header[0] & OpcodeBits)) && (byte & LengthBits) > MaxControlPayload)
        return "control frame longer than 125 bytes (RFC 6455 section 5.5)";
    return nullptr;
}

//! Reads the length from a header that is complete up to its mask. Returns false if it was rejected.
bool FrameGuard::readLength(FrameSink &sink)
{
    constexpr const char *NotMinimal = "length not in its shortest form (RFC 6455 section 5.2)";
    const quint8 shortLength = m_header[1] & LengthBits;
    m_frameSize = shortLength;
    if (shortLength == Length16) {
        m_frameSize = qFromBigEndian<quint16>(m_header + 2);
        if (m_frameSize < Length16) {
            fail(Cause::ProtocolError, NotMinimal, sink);
            return false;
        }
    } else if (shortLength == Length64) {
        m_frameSize = qFromBigEndian<quint64>(m_header + 2);
        if (m_frameSize >> 63) {
            fail(Cause::ProtocolError, "length beyond 63 bits (RFC 6455 section 5.2)", sink);
            return false;
        }
        if (m_frameSize <= 0xFFFF) {
            fail(Cause::ProtocolError, NotMinimal, sink);
            return false;
        }
    }
    if (isControl(Opcode(m_header[0] & OpcodeBits)) || m_onlyClose)
        return true;
    if (!fitsLimit()) {
        m_frameSize += receivedSize();
        fail(Cause::MessageTooBig, "message larger than the limit (RFC 6455 section 10.4)", sink);
        return false;
    }
    return true;
}

//! Returns whether the message with the announced frame is within the limit. The size of a compressed message
//! is known only after decompression. Its compressed size is limited as well, to twice the limit, because
//! input that decompresses to nothing would otherwise never end.
bool FrameGuard::fitsLimit() const
{
    constexpr quint64 Slack = 1024;
    const bool compressed = isFrameCompressed();
    const quint64 before = receivedSize();
    quint64 limit = m_limits.maxMessage > 0 ? quint64(m_limits.maxMessage) : NoLimit;
    if (compressed && m_limits.maxMessage > 0)
        limit = 2 * limit + Slack;
    return m_frameSize <= limit && before <= limit - m_frameSize;
}

//! Returns the payload bytes of the current message before the frame whose header was read.
quint64 FrameGuard::receivedSize() const
{
    return isFrameCompressed() ? m_inflater->consumedBytes() : quint64(m_message.size());
}

//! Returns whether the data frame whose header was read is compressed, or continues a compressed message.
bool FrameGuard::isFrameCompressed() const
{
    return m_inMessage ? m_compressed : (m_header[0] & Rsv1) != 0;
}

void FrameGuard::beginFrame(FrameSink &sink)
{
    m_opcode = Opcode(m_header[0] & OpcodeBits);
    m_final = m_header[0] & FinalBit;
    m_frameSeen = 0;
    m_state = State::Payload;
    if (!isControl(m_opcode) && m_opcode != Opcode::Continuation) {
        m_messageOpcode = m_opcode;
        m_compressed = isFrameCompressed();
        m_inMessage = true;
        m_utf8.reset();
    }
    if (m_frameSize == 0)
        takePayload(nullptr, 0, sink);
}

//! Consumes the available payload of the frame, and finishes the frame after its last byte. Returns its size.
qsizetype FrameGuard::takePayload(char *bytes, qsizetype size, FrameSink &sink)
{
    const auto taken = qsizetype(std::min(quint64(size), m_frameSize - m_frameSeen));
    if (isDelivered())
        applyMask(bytes, taken, m_mask, m_frameSeen);
    m_frameSeen += quint64(taken);
    if (m_frameSeen == m_frameSize)
        m_state = State::Header; // before the sink is called, which may call stop()
    const QByteArrayView piece(bytes, taken);
    if (isControl(m_opcode))
        takeControl(piece, sink);
    else
        takeData(piece, sink);
    return taken;
}

void FrameGuard::takeControl(QByteArrayView piece, FrameSink &sink)
{
    const bool complete = m_frameSeen == m_frameSize;
    if (!isDelivered())
        return;
    if (complete && m_control.isEmpty()) {
        finishControl(piece, sink);
        return;
    }
    m_control.append(piece);
    if (complete) {
        const QByteArray payload = std::exchange(m_control, QByteArray());
        finishControl(payload, sink);
    }
}

void FrameGuard::takeData(QByteArrayView piece, FrameSink &sink)
{
    const bool messageComplete = m_final && m_frameSeen == m_frameSize;
    if (!isDelivered()) {
        m_inMessage = !messageComplete;
        return;
    }
    if (m_compressed) {
        takeCompressed(piece, messageComplete, sink);
        return;
    }
    if (m_messageOpcode == Opcode::Text &&
        (!m_utf8.feed(piece) || (messageComplete && !m_utf8.isComplete()))) {
        fail(Cause::BadUtf8, "text that is not UTF-8 (RFC 6455 section 8.1)", sink);
        return;
    }
    store(piece);
    m_growth = 0;
    if (messageComplete)
        finishMessage(sink);
}

//! The output before a decompression error is validated first, so that the first violation in the stream is
//! the one reported in any segmentation.
void FrameGuard::takeCompressed(QByteArrayView piece, bool messageComplete, FrameSink &sink)
{
    const qsizetype before = m_message.size();
    Inflater::Status status = m_inflater->append(piece, m_limits.maxMessage, m_message);
    const quint64 received = m_inflater->consumedBytes();
    if (status == Inflater::Status::Ok && messageComplete)
        status = m_inflater->finish(m_limits.maxMessage, m_message);
    const bool endsHere = status == Inflater::Status::Ok && messageComplete;
    m_growth = std::max<qint64>(m_message.size() - qint64(received), 0);
    if (m_messageOpcode == Opcode::Text &&
        (!m_utf8.feed(QByteArrayView(m_message).sliced(before)) || (endsHere && !m_utf8.isComplete()))) {
        fail(Cause::BadUtf8, "compressed text that is not UTF-8 (RFC 6455 section 8.1)", sink);
        return;
    }
    switch (status) {
    case Inflater::Status::Ok:
        break;
    case Inflater::Status::Corrupt:
        fail(Cause::ProtocolError, "compressed data that is not DEFLATE (RFC 7692 section 7.2.2)", sink);
        return;
    case Inflater::Status::TooBig:
        m_frameSize = std::max(quint64(m_message.size()), quint64(m_limits.maxMessage) + 1);
        fail(Cause::MessageTooBig, "message larger than the limit once inflated (RFC 6455 section 10.4)",
             sink);
        return;
    }
    if (messageComplete)
        finishMessage(sink);
}

//! Appends to the message. The capacity is doubled, so that a large frame in small segments is not copied
//! each time, but never exceeds the rest of a final frame: a message in one segment is allocated once with
//! its exact size.
void FrameGuard::store(QByteArrayView piece)
{
    const qsizetype needed = m_message.size() + piece.size();
    if (needed > m_message.capacity()) {
        const qsizetype doubled = std::max(needed, 2 * m_message.capacity());
        const quint64 expected = quint64(needed) + (m_frameSize - m_frameSeen);
        const bool bounded = m_final && expected < quint64(doubled);
        m_message.reserve(bounded ? qsizetype(expected) : doubled);
    }
    m_message.append(piece);
}

void FrameGuard::finishControl(QByteArrayView payload, FrameSink &sink)
{
    switch (m_opcode) {
    case Opcode::Ping:
        sink.onPing(payload);
        break;
    case Opcode::Pong:
        sink.onPong(payload);
        break;
    default:
        finishClose(payload, sink);
        break;
    }
}

void FrameGuard::finishClose(QByteArrayView payload, FrameSink &sink)
{
    const auto parsed = parseClosePayload(payload);
    if (const auto *error = std::get_if<ClosePayloadError>(&parsed)) {
        fail(error->cause,
             error->cause == Cause::BadUtf8 ? "close reason that is not UTF-8 (RFC 6455 section 5.5.1)"
                                            : "illegal close code (RFC 6455 section 7.4)",
             sink);
        return;
    }
    stop();
    sink.onClose(std::get<ClosePayload>(parsed));
}

void FrameGuard::finishMessage(FrameSink &sink)
{
    m_inMessage = false;
    sink.onMessage(m_messageOpcode, std::exchange(m_message, QByteArray()));
}

void FrameGuard::fail(Cause cause, const char *rule, FrameSink &sink)
{
    stop();
    if (!m_onlyClose)
        sink.onViolation(cause, rule);
}

} // namespace signalbox

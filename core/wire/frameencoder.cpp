#include "core/wire/frameencoder.h"

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

// Memory of a connection with context takeover: 2^14 + 2^14 bytes and 6 KiB. Chat and JSON have most of their
// repetitions within 4 KiB, so a larger window is not used even if the peer allows it.
constexpr int TakeoverWindowBits = 12;
constexpr int TakeoverMemoryLevel = 5;

//! Returns the size of the largest message that a peer can inflate.
qsizetype maxSizeFor(const DeflateParameters &parameters)
{
    const bool hasOwnWindow = parameters.serverTakeover; // of its own Deflater
    return hasOwnWindow || parameters.serverWindowBits == MaxWindowBits
               ? std::numeric_limits<qsizetype>::max()
               : qsizetype(1) << parameters.serverWindowBits;
}

} // namespace

FrameEncoder::FrameEncoder(const DeflateTerms &terms)
    : m_terms(terms)
    , m_maxSize(maxSizeFor(terms.parameters))
{
}

DeflaterSettings FrameEncoder::takeoverSettings() const
{
    return {std::min<int>(m_terms.parameters.serverWindowBits, TakeoverWindowBits), m_terms.level,
            TakeoverMemoryLevel};
}

qint64 FrameEncoder::heldBytes() const
{
    return m_deflater ? takeoverSettings().memory() : 0;
}

FrameBuffer FrameEncoder::encode(const PreparedMessage &message)
{
    if (!compresses(message))
        return message.frame();
    if (!m_terms.parameters.serverTakeover) {
        const FrameBuffer frame = message.deflatedFrame(m_terms.level);
        return frame.isNull() ? message.frame() : frame;
    }
    if (!m_deflater)
        m_deflater = std::make_unique<Deflater>(takeoverSettings());
    const std::optional<QByteArray> compressed = m_deflater->deflate(message.payload());
    return compressed ? FrameBuffer(message.opcode(), *compressed, Compressed::Yes) : message.frame();
}

} // namespace signalbox

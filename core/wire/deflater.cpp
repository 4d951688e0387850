#include "core/wire/deflater.h"

#define ZLIB_CONST // makes next_in a pointer to const
#include <zlib.h>

namespace signalbox {

void Deflater::End::operator()(z_stream_s *stream) const
{
    deflateEnd(stream);
    delete stream;
}

Deflater::Deflater(const DeflaterSettings &settings)
    : m_stream(new z_stream_s{})
{
    // Negative window bits: a raw stream without zlib's header.
    if (deflateInit2(m_stream.get(), settings.level, Z_DEFLATED, -settings.windowBits, settings.memoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        qBadAlloc();
}

std::optional<QByteArray> Deflater::deflate(QByteArrayView message)
{
    constexpr qsizetype Tail = 4; // 00 00 FF FF, removed as in section 7.2.1
    constexpr qsizetype Largest = 1 << 30;
    if (message.isEmpty() || message.size() > Largest)
        return std::nullopt;
    // A payload that does not fit into this would not be smaller than the message.
    QByteArray payload(message.size() + Tail, Qt::Uninitialized);
    z_stream_s &stream = *m_stream;
    stream.next_in = reinterpret_cast<const Bytef *>(message.data());
    stream.avail_in = uInt(message.size());
    stream.next_out = reinterpret_cast<Bytef *>(payload.data());
    stream.avail_out = uInt(payload.size());
    const int result = ::deflate(&stream, Z_SYNC_FLUSH);
    if (result != Z_OK || stream.avail_out == 0) {
        reset();
        return std::nullopt;
    }
    payload.resize(payload.size() - qsizetype(stream.avail_out) - Tail);
    return payload;
}

void Deflater::reset()
{
    deflateReset(m_stream.get());
}

void Deflater::reset(int level)
{
    reset();
    deflateParams(m_stream.get(), level, Z_DEFAULT_STRATEGY); // has nothing to flush, and cannot fail
}

} // namespace signalbox

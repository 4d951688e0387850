#include "core/wire/inflater.h"

#include "core/wire/deflateoffer.h"

#define ZLIB_CONST // makes next_in a pointer to const
#include <zlib.h>

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

constexpr qsizetype FirstRoom = 512;

//! Makes room at the end of \a out by doubling its capacity, up to \a most bytes in total. Returns the free
//! space.
qsizetype makeRoom(QByteArray &out, qsizetype expected, qint64 most)
{
    if (out.capacity() - out.size() < std::min<qint64>(FirstRoom, most - out.size())) {
        const qint64 wanted =
            std::max({2 * qint64(out.capacity()), qint64(out.size() + expected), qint64(FirstRoom)});
        out.reserve(qsizetype(std::min(wanted, most)));
    }
    return qsizetype(std::min<qint64>(out.capacity(), most)) - out.size();
}

} // namespace

void Inflater::End::operator()(z_stream_s *stream) const
{
    inflateEnd(stream);
    delete stream;
}

Inflater::Inflater()
    : m_stream(new z_stream_s{})
{
    // Negative window bits: a raw stream without zlib's header.
    if (inflateInit2(m_stream.get(), -MaxWindowBits) != Z_OK)
        qBadAlloc();
}

Inflater::Status Inflater::inflate(QByteArrayView compressed, qint64 limit, QByteArray &out)
{
    constexpr qsizetype UsualRatio = 4;
    // One byte more than allowed, to detect that the limit is exceeded.
    const qint64 most = limit > 0 ? limit + 1 : std::numeric_limits<int>::max();
    z_stream_s &stream = *m_stream;
    stream.next_in = reinterpret_cast<const Bytef *>(compressed.data());
    stream.avail_in = uInt(compressed.size());
    for (;;) {
        const qsizetype held = out.size();
        const qsizetype room = makeRoom(out, UsualRatio * qsizetype(stream.avail_in), most);
        out.resize(held + room);
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + held);
        stream.avail_out = uInt(room);
        const int result = ::inflate(&stream, Z_SYNC_FLUSH);
        const bool isFull = stream.avail_out == 0;
        out.resize(held + room - qsizetype(stream.avail_out));
        if (out.size() == most) {
            out.chop(1);
            return Status::TooBig;
        }
        if (result == Z_MEM_ERROR)
            qBadAlloc();
        if (result == Z_STREAM_END) {
            // Section 7.2.3.4: a block with BFINAL does not end the message and does not clear the window.
            inflateResetKeep(&stream);
            continue;
        }
        if (result != Z_OK && result != Z_BUF_ERROR)
            return Status::Corrupt;
        if (!isFull)
            return Status::Ok;
    }
}

Inflater::Status Inflater::finish(qint64 limit, QByteArray &out)
{
    const Status status = inflate(QByteArrayView("\x00\x00\xff\xff", 4), limit, out);
    if (status != Status::Ok)
        return status;
    // Documented in zlib.h at inflate(); the low bits are a count of unused bits.
    constexpr int AtBlockEnd = 128;
    return m_stream->data_type == AtBlockEnd ? Status::Ok : Status::Corrupt;
}

void Inflater::reset()
{
    inflateReset(m_stream.get());
}

void Inflater::setContext(QByteArrayView context)
{
    // A raw stream takes a dictionary at any time, without a checksum.
    if (inflateSetDictionary(m_stream.get(), reinterpret_cast<const Bytef *>(context.data()),
                             uInt(context.size())) != Z_OK)
        qBadAlloc();
}

} // namespace signalbox

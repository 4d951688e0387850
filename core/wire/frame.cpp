#include "core/wire/frame.h"

#include <QtEndian>

#include <cstring>
#include <limits>

namespace signalbox {

namespace {

constexpr quint8 Final = 0x80;

} // namespace

int writeFrameHeader(char *out, Opcode opcode, quint64 payloadSize, Compressed compressed)
{
    constexpr quint8 Rsv1 = 0x40;
    constexpr quint64 MaxShort = 125; // 126 and 127 mean an extended length of 2 and 8 bytes
    out[0] = char(Final | (compressed == Compressed::Yes ? Rsv1 : 0) | quint8(opcode));
    if (payloadSize <= MaxShort) {
        out[1] = char(payloadSize);
        return 2;
    }
    if (payloadSize <= std::numeric_limits<quint16>::max()) {
        out[1] = 126;
        qToBigEndian(quint16(payloadSize), out + 2);
        return 4;
    }
    out[1] = 127;
    qToBigEndian(payloadSize, out + 2);
    return MaxServerHeader;
}

QByteArray encodeFrame(Opcode opcode, QByteArrayView payload, Compressed compressed)
{
    char header[MaxServerHeader];
    const int headerSize = writeFrameHeader(header, opcode, quint64(payload.size()), compressed);
    QByteArray frame(headerSize + payload.size(), Qt::Uninitialized);
    std::memcpy(frame.data(), header, std::size_t(headerSize));
    if (!payload.isEmpty())
        std::memcpy(frame.data() + headerSize, payload.data(), std::size_t(payload.size()));
    return frame;
}

QByteArray encodeFragment(Opcode opcode, QByteArrayView payload, bool isLast)
{
    QByteArray frame = encodeFrame(opcode, payload);
    if (!isLast)
        clearFinal(frame.data());
    return frame;
}

void clearFinal(char *frame)
{
    frame[0] = char(quint8(frame[0]) & ~Final);
}

void applyMask(char *data, qsizetype size, const quint8 (&mask)[4], quint64 offset)
{
    quint8 pattern[8]; // the mask twice, rotated by offset
    for (std::size_t i = 0; i < sizeof pattern; ++i)
        pattern[i] = mask[(offset + i) & 3];
    quint64 wideMask = 0;
    std::memcpy(&wideMask, pattern, sizeof wideMask);

    qsizetype i = 0;
    for (; i + qsizetype(sizeof wideMask) <= size; i += qsizetype(sizeof wideMask)) {
        quint64 word = 0;
        std::memcpy(&word, data + i, sizeof word);
        word ^= wideMask;
        std::memcpy(data + i, &word, sizeof word);
    }
    for (; i < size; ++i)
        data[i] = char(quint8(data[i]) ^ pattern[i & 7]);
}

} // namespace signalbox

#include "clientframes.h"

#include <QtEndian>

#include <cstring>

namespace load {

using signalbox::Compressed;
using signalbox::Opcode;

namespace {

constexpr quint8 MaskBit = 0x80;
constexpr quint8 Mask[4] = {0x37, 0xFA, 0x21, 0x3D}; // the cost of unmasking does not depend on the mask

} // namespace

QByteArray clientFrame(Opcode opcode, QByteArrayView payload, Compressed compressed)
{
    char header[signalbox::MaxServerHeader];
    const int headerSize = signalbox::writeFrameHeader(header, opcode, quint64(payload.size()), compressed);
    header[1] = char(quint8(header[1]) | MaskBit);
    QByteArray frame;
    frame.reserve(headerSize + qsizetype(sizeof Mask) + payload.size());
    frame.append(header, headerSize);
    frame.append(reinterpret_cast<const char *>(Mask), sizeof Mask);
    frame.append(payload);
    signalbox::applyMask(frame.data() + headerSize + sizeof Mask, payload.size(), Mask, 0);
    return frame;
}

qsizetype ServerFrames::read(QByteArrayView bytes, Frame &frame)
{
    if (bytes.size() < 2)
        return 2;
    const auto first = quint8(bytes[0]);
    quint64 size = quint8(bytes[1]) & 0x7F;
    qsizetype header = 2;
    if (size == 126)
        header = 4;
    else if (size == 127)
        header = 10;
    if (bytes.size() < header)
        return header;
    if (header == 4)
        size = qFromBigEndian<quint16>(bytes.data() + 2);
    else if (header == 10)
        size = qFromBigEndian<quint64>(bytes.data() + 2);
    const qsizetype whole = header + qsizetype(size);
    if (bytes.size() >= whole)
        frame = {Opcode(first & 0x0F), (first & 0x80) != 0, (first & 0x40) != 0,
                 bytes.sliced(header, qsizetype(size))};
    return whole;
}

} // namespace load

#include "core/store/checksum.h"

#include <QtEndian>

#include <zlib.h>

#include <array>

namespace signalbox {

Checksum &Checksum::add(quint64 value)
{
    std::array<uchar, sizeof value> bytes{};
    qToLittleEndian(value, bytes.data());
    m_value = quint32(crc32(m_value, bytes.data(), uInt(bytes.size())));
    return *this;
}

Checksum &Checksum::add(QByteArrayView bytes)
{
    add(quint64(bytes.size()));
    if (bytes.isEmpty()) // a null pointer would begin again
        return *this;
    m_value =
        quint32(crc32_z(m_value, reinterpret_cast<const uchar *>(bytes.data()), std::size_t(bytes.size())));
    return *this;
}

} // namespace signalbox

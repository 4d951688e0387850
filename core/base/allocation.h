#pragma once

#include <QByteArray>
#include <QString>

#include <algorithm>

namespace signalbox {

//! Returns the memory that a block of \a bytes takes on the heap: the C library keeps 8 bytes beside each block, rounds up to
//! 16, and has no block below 32.
constexpr qint64 allocatedBytes(qint64 bytes)
{
    return std::max<qint64>((bytes + 8 + 15) / 16 * 16, 32);
}

//! Returns the memory of the characters of \a text; 0 if there is none of its own.
inline qint64 allocatedBytes(const QByteArray &text)
{
    constexpr qint64 Header = 16; // QArrayData
    return text.capacity() == 0 ? 0 : allocatedBytes(Header + text.capacity());
}
inline qint64 allocatedBytes(const QString &text)
{
    constexpr qint64 Header = 16;
    return text.capacity() == 0 ? 0 : allocatedBytes(Header + qint64(sizeof(QChar)) * text.capacity());
}

} // namespace signalbox

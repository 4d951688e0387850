#pragma once

// Validates UTF-8 by arithmetic: slow, and independent of the bounds of Utf8Validator.

#include <QByteArrayView>

#include <algorithm>

namespace signalbox::fuzz {

struct Utf8Verdict
{
    qsizetype firstBad = -1; //!< index of the first byte that cannot be part of a valid text, or -1
    bool complete = true;    //!< ends at the end of a character
};

//! Returns whether one of the code points from \a first to \a last needs \a size bytes (RFC 3629 section 3).
inline bool holdsCodePoint(quint32 first, quint32 last, qsizetype size)
{
    constexpr quint32 Smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    first = std::max(first, Smallest[size]);
    last = std::min<quint32>(last, 0x10FFFF);
    return first <= last && !(first >= 0xD800 && last <= 0xDFFF);
}

inline Utf8Verdict validateByReference(QByteArrayView bytes)
{
    for (qsizetype begin = 0; begin < bytes.size();) {
        const auto lead = quint8(bytes[begin]);
        const qsizetype size = lead < 0x80             ? 1
                               : (lead & 0xE0) == 0xC0 ? 2
                               : (lead & 0xF0) == 0xE0 ? 3
                               : (lead & 0xF8) == 0xF0 ? 4
                                                       : 0;
        if (size == 0)
            return {begin, true};
        quint32 value = size == 1 ? lead : lead & (0x7Fu >> size);
        for (qsizetype seen = 1;; ++seen) {
            // The range of characters with this prefix: the missing bits all 0 to all 1.
            const auto missing = quint32(6 * (size - seen));
            const quint32 low = value << missing;
            if (!holdsCodePoint(low, low | ((1u << missing) - 1), size))
                return {begin + seen - 1, true};
            if (seen == size)
                break;
            if (begin + seen == bytes.size())
                return {-1, false};
            const auto next = quint8(bytes[begin + seen]);
            if ((next & 0xC0) != 0x80)
                return {begin + seen, true};
            value = value << 6 | (next & 0x3F);
        }
        begin += size;
    }
    return {};
}

inline bool isReferenceUtf8(QByteArrayView bytes)
{
    const Utf8Verdict verdict = validateByReference(bytes);
    return verdict.firstBad < 0 && verdict.complete;
}

} // namespace signalbox::fuzz

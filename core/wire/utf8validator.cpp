#include "core/wire/utf8validator.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

//! From here on simdjson is faster than the loop below: it goes by 64 bytes, and its call costs something.
constexpr qsizetype MinChunk = 64;

//! How many bytes at the end may belong to a character that is not complete. Looks at their kinds only: what
//! is wrong with them, the bytewise check finds.
qsizetype openEnd(QByteArrayView bytes)
{
    constexpr qsizetype MaxOpen = 3;
    for (qsizetype length = 1; length <= MaxOpen && length <= bytes.size(); ++length) {
        const auto byte = quint8(bytes[bytes.size() - length]);
        if (byte < 0x80)
            return 0;
        if (byte >= 0xC0) // a beginning, of two bytes or three or four
            return length < (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4) ? length : 0;
    }
    return 0;
}

//! How many bytes at the beginning are ASCII, counted in whole words: most text is nothing else.
qsizetype asciiWords(const char *bytes, qsizetype size)
{
    constexpr quint64 HighBits = 0x8080808080808080u;
    qsizetype i = 0;
    for (; i + qsizetype(sizeof(quint64)) <= size; i += qsizetype(sizeof(quint64))) {
        quint64 word = 0;
        std::memcpy(&word, bytes + i, sizeof word);
        if (word & HighBits)
            break;
    }
    return i;
}

} // namespace

bool Utf8Validator::feed(QByteArrayView bytes)
{
    if (m_failed)
        return false;
    // What ends a character that began before, whole characters by simdjson, what begins the next one.
    const qsizetype begun = std::min<qsizetype>(m_needed, bytes.size());
    const qsizetype whole = bytes.size() - begun - openEnd(bytes.sliced(begun));
    if (whole < MinChunk)
        return feedBytes(bytes);
    if (!feedBytes(bytes.first(begun)))
        return false;
    m_failed = !simdjson::validate_utf8(bytes.data() + begun, std::size_t(whole));
    return feedBytes(bytes.sliced(begun + whole));
}

bool Utf8Validator::feedBytes(QByteArrayView bytes)
{
    if (m_failed)
        return false;
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end) {
        if (m_needed == 0)
            at += asciiWords(at, end - at);
        // Up to the next character that is not ASCII, and through the run of such characters.
        while (at != end) {
            const auto byte = quint8(*at++);
            if (m_needed > 0) {
                if (byte < m_low || byte > m_high) {
                    m_failed = true;
                    return false;
                }
                m_low = 0x80;
                m_high = 0xBF;
                --m_needed;
            } else if (byte < 0x80) {
                if (end - at >= qsizetype(sizeof(quint64)))
                    break; // perhaps a run of ASCII: by words again
            } else if (!beginCharacter(byte)) {
                m_failed = true;
                return false;
            }
        }
    }
    return true;
}

//! RFC 3629 section 4: the first byte decides the length, and for a few of them the bounds of the second byte
//! are narrower, against overlong forms (E0, F0), surrogates (ED) and what is beyond U+10FFFF (F4).
bool Utf8Validator::beginCharacter(quint8 byte)
{
    if (byte < 0xC2 || byte > 0xF4)
        return false;
    if (byte < 0xE0) {
        m_needed = 1;
    } else if (byte < 0xF0) {
        m_needed = 2;
        m_low = byte == 0xE0 ? 0xA0 : 0x80;
        m_high = byte == 0xED ? 0x9F : 0xBF;
    } else {
        m_needed = 3;
        m_low = byte == 0xF0 ? 0x90 : 0x80;
        m_high = byte == 0xF4 ? 0x8F : 0xBF;
    }
    return true;
}

bool isValidUtf8(QByteArrayView bytes)
{
    Utf8Validator validator;
    return validator.feed(bytes) && validator.isComplete();
}

} // namespace signalbox

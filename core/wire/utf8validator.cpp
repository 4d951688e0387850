#include "core/wire/utf8validator.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

//! Below this size the loop is faster than simdjson, which processes blocks of 64 bytes.
constexpr qsizetype MinChunk = 64;

//! Returns how many bytes at the end may belong to an incomplete character. Does not validate them;
//! feedBytes() does.
qsizetype openEnd(QByteArrayView bytes)
{
    constexpr qsizetype MaxOpen = 3;
    for (qsizetype length = 1; length <= MaxOpen && length <= bytes.size(); ++length) {
        const auto byte = quint8(bytes[bytes.size() - length]);
        if (byte < 0x80)
            return 0;
        if (byte >= 0xC0) // the first byte of a character of two, three or four bytes
            return length < (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4) ? length : 0;
    }
    return 0;
}

//! Returns how many bytes at the beginning are ASCII, in multiples of 8. Most text is ASCII.
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
    // First the rest of a character of the segment before, then whole characters with simdjson, then the
    // beginning of an incomplete character.
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
        // Up to and including the next run of characters that are not ASCII.
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
                    break; // back to asciiWords()
            } else if (!beginCharacter(byte)) {
                m_failed = true;
                return false;
            }
        }
    }
    return true;
}

//! RFC 3629 section 4: the first byte determines the length. After E0 and F0 (overlong forms), ED
//! (surrogates) and F4 (beyond U+10FFFF) the bounds of the second byte are narrower.
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

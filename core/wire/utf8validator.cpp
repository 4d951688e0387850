#include "core/wire/utf8validator.h"

#include <cstring>

namespace signalbox {

namespace {

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

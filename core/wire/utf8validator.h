#pragma once

#include <QByteArrayView>

namespace signalbox {

//! Validates UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF) in segments of any
//! size. Fails at the first byte that cannot be part of a valid text.
class Utf8Validator
{
public:
    //! Returns false from the first invalid byte on.
    [[nodiscard]] bool feed(QByteArrayView bytes);
    //! Returns whether the text so far ends at the end of a character.
    bool isComplete() const { return m_needed == 0 && !m_failed; }
    void reset() { *this = Utf8Validator(); }

private:
    bool feedBytes(QByteArrayView bytes);
    bool beginCharacter(quint8 byte);

    quint8 m_needed = 0; //!< continuation bytes still to come
    quint8 m_low = 0x80; //!< bounds of the next byte
    quint8 m_high = 0xBF;
    bool m_failed = false;
};

bool isValidUtf8(QByteArrayView bytes);

} // namespace signalbox

#pragma once

// Strings and numbers in JSON (RFC 8259).

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

//! Appends \a utf8 (valid UTF-8) as a JSON string: quotes, backslashes and control characters are escaped.
void appendQuoted(QByteArray &json, QByteArrayView utf8);

//! Returns whether \a token begins and ends with a quote.
bool isJsonString(QByteArrayView token);
//! Returns the text between the quotes of such a token, still escaped.
inline QByteArrayView insideQuotes(QByteArrayView token)
{
    return token.sliced(1, token.size() - 2);
}

//! Returns whether every escape in the \a inside of a string is valid (section 7) and no surrogate is alone.
//! The grammar of JSON allows a lone surrogate, but it cannot be encoded as UTF-8.
bool hasValidEscapes(QByteArrayView inside);
//! Returns the UTF-8 text of the \a inside of a string with valid escapes.
QByteArray unescaped(QByteArrayView inside);

//! Returns whether \a token is a number (section 6) of any size.
bool isJsonNumber(QByteArrayView token);

} // namespace signalbox

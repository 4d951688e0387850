#pragma once

// JSON's own spelling (RFC 8259) of strings and numbers.

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

//! Appends \a utf8 (valid UTF-8) as a JSON string: quotes, backslashes and controls escaped, all else as it
//! is.
void appendQuoted(QByteArray &json, QByteArrayView utf8);

//! True of a token that begins and ends like a string.
bool isJsonString(QByteArrayView token);
//! What is between the quotes of such a token, still escaped.
inline QByteArrayView insideQuotes(QByteArrayView token)
{
    return token.sliced(1, token.size() - 2);
}

//! Is every escape in the \a inside of a string legal (section 7), and every surrogate half of a pair? Half a
//! pair is grammatical JSON, but no text: what it stands for has no UTF-8.
bool hasValidEscapes(QByteArrayView inside);
//! The UTF-8 text of the \a inside of a string whose escapes are valid.
QByteArray unescaped(QByteArrayView inside);

//! Is this whole token a number (section 6), of whatever size?
bool isJsonNumber(QByteArrayView token);

} // namespace signalbox

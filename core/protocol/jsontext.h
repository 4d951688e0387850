#pragma once

// Strings and numbers in JSON (RFC 8259).

#include <QByteArray>
#include <QByteArrayView>

#include <span>
#include <vector>

namespace signalbox {

//! Appends \a utf8 (valid UTF-8) as a JSON string: quotes, backslashes and control characters are escaped.
void appendQuoted(QByteArray &json, QByteArrayView utf8);

//! How much of a text was escaped, and how many bytes that gave.
struct EscapedText
{
    qsizetype taken = 0;
    qsizetype written = 0;
};
//! Writes the beginning of \a utf8 to \a out as it stands in a JSON string: as many whole characters as fit.
EscapedText escapeTo(std::span<char> out, QByteArrayView utf8);
inline constexpr qsizetype MaxEscape = 6; //!< bytes of one escape: \u0001

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

//! Splits \a array, a valid JSON array, into its elements: raw JSON without white space around it.
std::vector<QByteArrayView> jsonElements(QByteArrayView array);

//! Returns whether \a token is a number (section 6) of any size.
bool isJsonNumber(QByteArrayView token);

} // namespace signalbox

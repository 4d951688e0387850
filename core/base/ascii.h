#pragma once

// Classes and values of ASCII characters in the text of protocols, independent of the locale.

#include <QByteArrayView>
#include <QStringView>

#include <algorithm>
#include <array>
#include <string_view>

namespace signalbox {

constexpr bool isAsciiDigit(char character)
{
    return character >= '0' && character <= '9';
}

constexpr bool isAsciiLetter(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

//! Returns whether \a character is white space between the tokens of JSON (RFC 8259 section 2).
constexpr bool isJsonSpace(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

//! Returns the value of a hexadecimal digit in either case, or -1.
constexpr int hexValue(char digit)
{
    if (isAsciiDigit(digit))
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

//! Returns whether \a character is a tchar (RFC 9110 section 5.6.2).
constexpr bool isTokenChar(char character)
{
    constexpr std::array<bool, 256> Table = [] {
        std::array<bool, 256> table{};
        for (int byte = 0; byte < 128; ++byte)
            table[std::size_t(byte)] = isAsciiDigit(char(byte)) || isAsciiLetter(char(byte));
        for (const char sign : std::string_view("!#$%&'*+-.^_`|~"))
            table[std::size_t(sign)] = true;
        return table;
    }();
    return Table[quint8(character)];
}

//! Returns whether \a text is a token (RFC 9110 section 5.6.2): one or more token characters.
inline bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isTokenChar);
}

inline bool isToken(QStringView text)
{
    // toLatin1() of a character beyond Latin-1 is NUL, which is no token character either.
    return !text.isEmpty() &&
           std::ranges::all_of(text, [](QChar character) { return isTokenChar(character.toLatin1()); });
}

} // namespace signalbox

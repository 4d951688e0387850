#pragma once

// Properties of Unicode characters that Qt has no functions for.

#include <QByteArrayView>
#include <QChar>

namespace signalbox {

inline constexpr char32_t ZeroWidthNonJoiner = 0x200C;
inline constexpr char32_t ZeroWidthJoiner = 0x200D;
inline constexpr char32_t BlackFlag = 0x1F3F4; //!< begins the flags that are written with tags

constexpr bool isJoiner(char32_t character)
{
    return character == ZeroWidthJoiner || character == ZeroWidthNonJoiner;
}

//! Returns whether \a character is one of the tags that write the name of a region behind BlackFlag.
constexpr bool isTag(char32_t character)
{
    return character >= 0xE0020 && character <= 0xE007F;
}

//! Returns whether \a character is a variation selector, the Mongolian ones included.
constexpr bool isVariationSelector(char32_t character)
{
    return (character >= 0xFE00 && character <= 0xFE0F) || (character >= 0xE0100 && character <= 0xE01EF) ||
           (character >= 0x180B && character <= 0x180D) || character == 0x180F;
}

//! Returns whether \a character modifies the skin colour of the emoji in front.
constexpr bool isEmojiModifier(char32_t character)
{
    return character >= 0x1F3FB && character <= 0x1F3FF;
}

//! Returns how many bytes of \a utf8, at most \a most, are whole characters.
constexpr qsizetype wholeCharacters(QByteArrayView utf8, qsizetype most)
{
    if (utf8.size() <= most)
        return utf8.size();
    while (most > 0 && (quint8(utf8[most]) & 0xC0) == 0x80) // a continuation byte
        --most;
    return most;
}

//! Returns whether \a character is Extended_Pictographic (UTS #51), which includes unassigned characters that
//! are reserved for emoji, or an emoji modifier or a regional indicator.
bool isEmoji(char32_t character);

//! Returns whether \a character usually shows nothing: white space, blank letters and symbols, and the property
//! Default_Ignorable_Code_Point (UAX #44).
bool isInvisible(char32_t character);

} // namespace signalbox

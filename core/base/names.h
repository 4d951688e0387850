#pragma once

#include <QString>

#include <optional>

namespace signalbox {

//! Maximum lengths in characters (Unicode code points).
inline constexpr qsizetype MaxRoomName = 128;
inline constexpr qsizetype MaxUserName = 64;

//! Returns whether \a name may be the name of a room. It has 1 to MaxRoomName characters, at least one of them
//! visible, and none of these:
//! - lone surrogates, noncharacters, private use, control characters, line and paragraph separators;
//! - format characters, because two names must not look alike and a name must not reorder the text around it.
//!   Exceptions are what writing needs: ZWJ and ZWNJ after a letter, mark or emoji, and the tags of a flag.
//! Unassigned characters are allowed: they may be emoji that are newer than the tables of Qt.
bool isValidRoomName(QStringView name);

//! Returns \a text as the name of a user: in Unicode's normalization form C, with 1 to MaxUserName characters
//! and the rules of room names. Nothing if these are not met.
std::optional<QString> toUserName(const QString &text);
//! Returns whether \a user is a name that the server gives to connections without one: `guest-` and digits.
bool isGuestName(QStringView user);

//! Returns the rules above for error messages, to be read after "has to be" or a colon.
QString describeNameRules(qsizetype maxCharacters);

} // namespace signalbox

#pragma once

#include <QStringView>

namespace signalbox {

//! Maximum lengths in characters (Unicode code points).
inline constexpr qsizetype MaxRoomName = 128;
inline constexpr qsizetype MaxUserName = 64;

//! Returns whether \a name has 1 to MaxRoomName characters, no control characters and no lone surrogates.
bool isValidRoomName(QStringView name);
//! The same with MaxUserName.
bool isValidUserName(QStringView name);

} // namespace signalbox

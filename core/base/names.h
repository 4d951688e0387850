#pragma once

#include <QStringView>

namespace signalbox {

//! Longest names, in characters (Unicode code points).
inline constexpr qsizetype MaxRoomName = 128;
inline constexpr qsizetype MaxUserName = 64;

//! 1-128 characters of UTF-8 (Unicode code points), no controls.
bool isValidRoomName(QStringView name);
//! 1-64 characters, no controls.
bool isValidUserName(QStringView name);

} // namespace signalbox

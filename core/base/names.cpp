#include "core/base/names.h"

#include <algorithm>

namespace signalbox {

namespace {

//! Returns whether \a name has 1 to \a maxCharacters code points, no control characters and no lone
//! surrogates.
bool isValidName(QStringView name, qsizetype maxCharacters)
{
    if (name.isEmpty() || name.size() > 2 * maxCharacters || !name.isValidUtf16())
        return false;
    const auto isControl = [](QChar character) { return character.category() == QChar::Other_Control; };
    if (std::ranges::any_of(name, isControl))
        return false;
    const auto pairs =
        std::ranges::count_if(name, [](QChar character) { return character.isLowSurrogate(); });
    return name.size() - pairs <= maxCharacters;
}

} // namespace

bool isValidRoomName(QStringView name)
{
    return isValidName(name, MaxRoomName);
}

bool isValidUserName(QStringView name)
{
    return isValidName(name, MaxUserName);
}

} // namespace signalbox

#pragma once

#include <QIcon>

class QPalette;

namespace signalbox {

enum class Icon : quint8 {
    Kick,
    Close,
    CloseAll,
    Ping,
    Copy,
    Filter,
    Start,
    Stop,
    OpenPage,
    Pause,
    Follow,
    Clear,
    Send,
    Find,
    Save,
    Add,
    Ban,
};
inline constexpr int IconCount = int(Icon::Ban) + 1;

//! Returns \a icon in the colours of \a palette, for the modes Normal (also Active), Disabled and Selected, sharp in any size.
//! Must be made again at QEvent::PaletteChange.
QIcon makeIcon(Icon icon, const QPalette &palette);

} // namespace signalbox

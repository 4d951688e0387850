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
};
inline constexpr int IconCount = int(Icon::Save) + 1;

//! Returns \a icon in the colours of \a palette, with pixmaps for scale factors up to 3 and for the modes
//! Normal, Disabled and Selected. Must be made again at QEvent::PaletteChange.
QIcon makeIcon(Icon icon, const QPalette &palette);

} // namespace signalbox

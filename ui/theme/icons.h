#pragma once

#include <QIcon>

class QPalette;

namespace signalbox {

//! What our icons stand for.
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
};
inline constexpr int IconCount = int(Icon::Send) + 1;

//! \a icon drawn in the colours of \a palette, sharp at scale factors up to 3, with a disabled and a selected
//! look. Make it anew at QEvent::PaletteChange.
QIcon makeIcon(Icon icon, const QPalette &palette);

} // namespace signalbox

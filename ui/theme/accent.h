#pragma once

#include <QColor>

namespace signalbox {

//! The only colours that do not come from the palette. Each is always used together with a shape or a word of
//! the same meaning.
enum class Accent : quint8 {
    Good,
    Notice,
    Bad,
    Brand, //!< of page and window: the state, the active tab, the focus
};

//! Returns the shade of \a accent with the highest contrast to \a background: at least 4.5:1 on the usual
//! light and dark base colours.
QColor accentColor(Accent accent, const QColor &background);

//! Returns the contrast ratio of WCAG 2.1: from 1 (equal luminance) to 21 (black on white).
double contrastRatio(const QColor &a, const QColor &b);

} // namespace signalbox

#pragma once

#include <QColor>

namespace signalbox {

//! The only colours that do not come from the palette. They never speak alone: a shape or a word says the
//! same.
enum class Accent : quint8 { Good, Notice, Bad };

//! \a accent in the shade that stands out best from \a background; at least 4.5:1 on the usual light and dark
//! bases.
QColor accentColor(Accent accent, const QColor &background);

//! 1 (the same) to 21 (black on white), WCAG 2.1 relative luminance.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace signalbox

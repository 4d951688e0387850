#pragma once

// How many cells of a terminal a text takes: none for marks and joiners, two for East Asian wide characters and
// emoji. Emoji that are joined, coloured or written as a flag count as one. Terminals differ in that; this is what
// Unicode recommends (UAX #11, UTS #51) and what newer ones do.

#include <QString>

namespace signalbox {

//! Returns the width of \a text in cells. Control characters count as none; visibleText() leaves none.
int displayWidth(QStringView text);

//! Returns \a text cut to at most \a cells cells, with … at its end if it was cut.
QString cutToWidth(const QString &text, int cells);

//! Returns \a text cut or filled up with spaces to exactly \a cells cells.
QString leftAligned(const QString &text, int cells);
QString rightAligned(const QString &text, int cells);

} // namespace signalbox

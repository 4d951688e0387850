#pragma once

// Showing texts that a peer chose in widgets. Such a text must not look like another one, and must not change how
// the text around it is displayed. What is copied or sent stays the text itself.

#include "core/base/visibletext.h"

class QAbstractItemView;
class QKeyEvent;

namespace signalbox {

//! Returns visibleText() of a name for a table cell. Cut behind MaxCellCharacters, because a view lays out the
//! whole text each time it paints the cell.
QString cellText(const QString &name);
inline constexpr int MaxCellCharacters = 400;

//! Returns visibleText() of a name for use within a sentence. Cut behind MaxNameCharacters. A name with
//! right-to-left characters is enclosed in FSI and PDI (UAX #9), so that it does not reorder the sentence.
QString nameInText(const QString &name);
inline constexpr int MaxNameCharacters = 100;

//! Returns nameInText() of a \a user for use within a sentence; empty: words for a connection that has not authenticated yet.
QString userInText(const QString &user);

//! Returns how many of the first \a maxCharacters UTF-16 units of \a text can be cut off, not within a character as the
//! user sees it. At least 1 unless \a text is empty. \a maxCharacters must be at least 2.
qsizetype wholeCharacters(QStringView text, qsizetype maxCharacters);

//! Returns \a text cut behind \a maxCharacters UTF-16 units, not within a character as the user sees it, and
//! with … at the end if it was cut.
QString elided(const QString &text, qsizetype maxCharacters);

//! Returns \a text as a tool tip that shows just these characters: Qt would take some texts for HTML.
QString plainToolTip(const QString &text);

//! Handles \a event if it is the shortcut for copying: copies Qt::EditRole of the current cell, the text itself,
//! where QAbstractItemView would copy what is displayed. Returns whether it did.
bool copyCell(const QAbstractItemView &view, QKeyEvent *event);

} // namespace signalbox

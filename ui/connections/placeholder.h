#pragma once

class QAbstractItemView;
class QString;

namespace signalbox {

//! Paints \a text in the middle of \a view while its model has no rows. To be called at the end of the view's
//! paintEvent().
void paintPlaceholder(QAbstractItemView &view, const QString &text);

} // namespace signalbox

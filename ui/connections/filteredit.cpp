#include "ui/connections/filteredit.h"

#include <QKeyEvent>

namespace signalbox {

void FilterEdit::activate()
{
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        Q_EMIT returnPressed(); // without the delay after typing
    } else if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Down) {
        Q_EMIT leaveRequested();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace signalbox

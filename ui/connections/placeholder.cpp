#include "ui/connections/placeholder.h"

#include <QAbstractItemView>
#include <QPainter>

namespace signalbox {

void paintPlaceholder(QAbstractItemView &view, const QString &text)
{
    if (text.isEmpty() || !view.model() || view.model()->rowCount() > 0)
        return;
    QPainter painter(view.viewport());
    painter.setPen(view.palette().color(QPalette::PlaceholderText));
    painter.drawText(view.viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace signalbox

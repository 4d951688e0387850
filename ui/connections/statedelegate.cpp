#include "ui/connections/statedelegate.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/theme/accent.h"

#include <QPainter>

#include <algorithm>

namespace signalbox {

void StateDelegate::paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                              const MarkColors &colors) const
{
    const bool isOpen = index.data(ConnectionsModel::StateRole).toInt() == int(ConnectionState::Open);
    const QColor accent = accentColor(isOpen ? Accent::Good : Accent::Notice, colors.background);
    const qreal inset = area.width() * 0.18;
    const QRectF shape = area.adjusted(inset, inset, -inset, -inset);

    painter.setRenderHint(QPainter::Antialiasing);
    if (index.data(FadedRole).toBool()) {
        painter.setPen(QPen(colors.foreground, std::max(1.0, area.width() * 0.1)));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(shape);
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.isSelected ? colors.foreground : accent);
    if (isOpen)
        painter.drawEllipse(shape);
    else
        painter.drawPolygon(
            QPolygonF({QPointF(shape.center().x(), shape.top()), shape.bottomRight(), shape.bottomLeft()}));
}

} // namespace signalbox

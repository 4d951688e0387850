#include "ui/nodes/nodestatedelegate.h"

#include "ui/nodes/nodesmodel.h"
#include "ui/theme/accent.h"

#include <QPainter>

namespace signalbox {

void NodeStateDelegate::paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                                  const MarkColors &colors) const
{
    const auto health = NodesModel::Health(index.data(NodesModel::HealthRole).toInt());
    const Accent accent = health == NodesModel::Health::Late      ? Accent::Bad
                          : health == NodesModel::Health::Running ? Accent::Good
                                                                  : Accent::Notice;
    const qreal inset = area.width() * 0.2;
    const QRectF shape = area.adjusted(inset, inset, -inset, -inset);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.isSelected ? colors.foreground : accentColor(accent, colors.background));
    switch (health) {
    case NodesModel::Health::Running:
        painter.drawEllipse(shape);
        break;
    case NodesModel::Health::Other:
        painter.drawPolygon(
            QPolygonF({QPointF(shape.center().x(), shape.top()), shape.bottomRight(), shape.bottomLeft()}));
        break;
    case NodesModel::Health::Late:
        painter.drawRect(shape);
        break;
    }
}

} // namespace signalbox

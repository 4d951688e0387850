#include "ui/events/leveldelegate.h"

#include "core/model/serverevent.h"
#include "ui/events/eventsmodel.h"
#include "ui/theme/accent.h"

#include <QPainter>

namespace signalbox {

void LevelDelegate::paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                              const MarkColors &colors) const
{
    const auto level = EventLevel(index.data(EventsModel::LevelRole).toInt());
    const Accent accent = level == EventLevel::Error     ? Accent::Bad
                          : level == EventLevel::Warning ? Accent::Notice
                                                         : Accent::Good;
    const qreal inset = area.width() * 0.2;
    const QRectF shape = area.adjusted(inset, inset, -inset, -inset);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.isSelected ? colors.foreground : accentColor(accent, colors.background));
    switch (level) {
    case EventLevel::Info:
        painter.drawEllipse(shape);
        break;
    case EventLevel::Warning:
        painter.drawPolygon(
            QPolygonF({QPointF(shape.center().x(), shape.top()), shape.bottomRight(), shape.bottomLeft()}));
        break;
    case EventLevel::Error:
        painter.drawRect(shape);
        break;
    }
}

} // namespace signalbox

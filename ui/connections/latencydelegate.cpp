#include "ui/connections/latencydelegate.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/theme/latencyband.h"

namespace signalbox {

void LatencyDelegate::paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                                const MarkColors &colors) const
{
    const auto band = LatencyBand(index.data(ConnectionsModel::LatencyBandRole).toInt());
    const QColor color = colors.isSelected || band == LatencyBand::Unknown
                             ? colors.foreground
                             : latencyBandColor(band, colors.background);
    if (!index.data(FadedRole).toBool())
        paintLatencyBars(painter, area, band, color);
}

} // namespace signalbox

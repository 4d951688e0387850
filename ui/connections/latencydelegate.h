#pragma once

#include "ui/connections/markdelegate.h"

namespace signalbox {

//! Latency as bars and text. The index answers DisplayRole and ConnectionsModel::LatencyBandRole.
class LatencyDelegate final : public MarkDelegate
{
    Q_OBJECT
public:
    using MarkDelegate::MarkDelegate;

protected:
    void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                   const MarkColors &colors) const override;
};

} // namespace signalbox

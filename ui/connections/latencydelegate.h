#pragma once

#include "ui/connections/celldelegate.h"

namespace signalbox {

//! Shows the latency as bars and as text. Needs DisplayRole and ConnectionsModel::LatencyBandRole.
class LatencyDelegate final : public CellDelegate
{
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;

protected:
    bool hasMark() const override { return true; }
    void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                   const MarkColors &colors) const override;
};

} // namespace signalbox

#pragma once

#include "ui/connections/celldelegate.h"

namespace signalbox {

//! Shows the state as a disc (open), a triangle (closing) or a ring (ended), and as text. Needs DisplayRole and
//! ConnectionsModel::StateRole.
class StateDelegate final : public CellDelegate
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

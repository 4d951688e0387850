#pragma once

#include "ui/connections/celldelegate.h"

namespace signalbox {

//! Shows the state of a node as a shape (disc, triangle, square) in the colour of its meaning, and as a word. Needs DisplayRole and
//! NodesModel::HealthRole.
class NodeStateDelegate final : public CellDelegate
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

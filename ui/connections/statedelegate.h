#pragma once

#include "ui/connections/markdelegate.h"

namespace signalbox {

//! State as a disc (open) or a triangle (closing), and text. The index answers DisplayRole and
//! ConnectionsModel::StateRole.
class StateDelegate final : public MarkDelegate
{
    Q_OBJECT
public:
    using MarkDelegate::MarkDelegate;

protected:
    void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                   const MarkColors &colors) const override;
};

} // namespace signalbox

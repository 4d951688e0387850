#pragma once

#include <QHeaderView>

namespace signalbox {

//! The header of the table. Its titles have the same padding as the cells of CellDelegate.
class ConnectionsHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit ConnectionsHeader(QWidget *parent = nullptr);

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override;
    QSize sectionSizeFromContents(int logicalIndex) const override;
};

} // namespace signalbox

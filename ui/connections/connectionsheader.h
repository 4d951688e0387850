#pragma once

#include <QHeaderView>

namespace signalbox {

//! The titles of the table, as far from the edges as CellDelegate puts what stands below them.
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

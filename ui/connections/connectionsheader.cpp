#include "ui/connections/connectionsheader.h"

#include "ui/connections/celldelegate.h"

#include <QStyleOptionHeader>

namespace signalbox {

namespace {

// Thin, and not dropped at the end of a line as a plain blank would be. Styles have no other way to pad one
// header.
constexpr QChar NarrowBlank(0x202F);

} // namespace

ConnectionsHeader::ConnectionsHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true); // as the header that QTableView makes for itself
    setSectionsMovable(true);
    setHighlightSections(false);
}

void ConnectionsHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const
{
    QHeaderView::initStyleOptionForIndex(option, logicalIndex);
    option->text = NarrowBlank + option->text + NarrowBlank;
}

QSize ConnectionsHeader::sectionSizeFromContents(int logicalIndex) const
{
    return QHeaderView::sectionSizeFromContents(logicalIndex) +
           QSize(2 * CellDelegate::padding(fontMetrics()), 0);
}

} // namespace signalbox

#include "ui/connections/connectionsheader.h"

#include "ui/connections/celldelegate.h"

#include <QStyleOptionHeader>

namespace signalbox {

namespace {

// A narrow no-break space: unlike a plain space it is not removed at the end of a line. Styles have no other
// way to pad the text of one header.
constexpr QChar NarrowBlank(0x202F);

} // namespace

ConnectionsHeader::ConnectionsHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true); // as in the default header of QTableView
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

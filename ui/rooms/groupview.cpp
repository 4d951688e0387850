#include "ui/rooms/groupview.h"

#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionsheader.h"

#include <QPainter>

namespace signalbox {

GroupView::GroupView(QWidget *parent)
    : QTreeView(parent)
{
    setHeader(new ConnectionsHeader(this));
    setItemDelegate(new CellDelegate(this));
    setUniformRowHeights(true); // else every row of a large room would be measured
    setAlternatingRowColors(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setSortingEnabled(true);
}

void GroupView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void GroupView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_placeholder.isEmpty() || !model() || model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
}

} // namespace signalbox

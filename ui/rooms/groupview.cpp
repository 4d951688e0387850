#include "ui/rooms/groupview.h"

#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionsheader.h"
#include "ui/connections/placeholder.h"
#include "ui/theme/peertext.h"

#include <QKeyEvent>

namespace signalbox {

GroupView::GroupView(QWidget *parent)
    : QTreeView(parent)
{
    setFrameShape(NoFrame);
    setHeader(new ConnectionsHeader(this));
    setItemDelegate(new CellDelegate(this));
    setUniformRowHeights(true); // otherwise the tree measures every row of a large room
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

void GroupView::keyPressEvent(QKeyEvent *event)
{
    if (copyCell(*this, event))
        return;
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const QModelIndex group = currentIndex().siblingAtColumn(0);
    if (isReturn && group.isValid() && !group.parent().isValid())
        setExpanded(group, !isExpanded(group)); // as a double-click does
    else
        QTreeView::keyPressEvent(event);
}

void GroupView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    paintPlaceholder(*this, m_placeholder);
}

} // namespace signalbox

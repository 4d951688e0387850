#include "ui/connections/connectionsview.h"

#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionsheader.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionsproxymodel.h"
#include "ui/connections/latencydelegate.h"
#include "ui/connections/placeholder.h"
#include "ui/connections/statedelegate.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

ConnectionsView::ConnectionsView(ConnectionsModel &model, ConnectionsProxyModel &proxy, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setHorizontalHeader(new ConnectionsHeader(this));
    setModel(&proxy);
    setItemDelegate(new CellDelegate(this));
    setItemDelegateForColumn(int(ConnectionColumn::State), new StateDelegate(this));
    setItemDelegateForColumn(int(ConnectionColumn::Latency), new LatencyDelegate(this));

    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves the table
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // measuring every row costs too much
    fitRowHeight();
    connect(this, &QAbstractItemView::doubleClicked, this, &ConnectionsView::detailsRequested);

    QHeaderView *header = horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        QMenu *menu = createColumnMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(horizontalHeader()->mapToGlobal(at));
    });
    connect(header, &QHeaderView::sectionMoved, this, &ConnectionsView::stretchLastText);

    header->setSortIndicator(int(ConnectionColumn::Id), Qt::AscendingOrder);
    setSortingEnabled(true);
    resetColumns();
}

QByteArray ConnectionsView::saveColumns() const
{
    return horizontalHeader()->saveState();
}

bool ConnectionsView::restoreColumns(const QByteArray &state)
{
    QHeaderView *header = horizontalHeader();
    if (!header->restoreState(state))
        return false;
    if (header->hiddenSectionCount() >= ConnectionColumnCount)
        resetColumns(); // without a header there would be no menu to show the columns again
    sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
    stretchLastText();
    return true;
}

void ConnectionsView::resetColumns()
{
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < ConnectionColumnCount; ++column) {
        header->moveSection(header->visualIndex(column), column);
        setColumnHidden(column, ConnectionColumns::isHiddenByDefault(ConnectionColumn(column)));
        header->resizeSection(column, widthOf(column));
    }
    stretchLastText();
}

void ConnectionsView::setPlaceholder(const QString &text)
{
    if (text == m_placeholder)
        return;
    m_placeholder = text;
    viewport()->update();
}

void ConnectionsView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT detailsRequested();
    else
        RowTable::keyPressEvent(event);
}

void ConnectionsView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    paintPlaceholder(*this, m_placeholder);
}

void ConnectionsView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitRowHeight();
}

void ConnectionsView::showColumn(int column, bool visible)
{
    setColumnHidden(column, !visible);
    if (visible && columnWidth(column) < widthOf(column))
        setColumnWidth(column, widthOf(column));
    stretchLastText();
}

//! The last column takes the remaining width if it shows text: a number far away from its title would be hard
//! to read.
void ConnectionsView::stretchLastText()
{
    const QHeaderView *header = horizontalHeader();
    for (int visual = header->count() - 1; visual >= 0; --visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        horizontalHeader()->setStretchLastSection(!ConnectionColumns::isNumeric(ConnectionColumn(column)));
        return;
    }
}

void ConnectionsView::fitRowHeight()
{
    verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight(fontMetrics()));
}

int ConnectionsView::widthOf(int column) const
{
    const int padding = CellDelegate::padding(fontMetrics());
    const int mark = itemDelegateForColumn(column) ? fontMetrics().ascent() + padding : 0; // State, Latency
    const QString sample = ConnectionColumns::sample(ConnectionColumn(column));
    const int cell = fontMetrics().horizontalAdvance(sample) + 2 * padding + mark;
    return std::max(cell, horizontalHeader()->sectionSizeHint(column));
}

} // namespace signalbox

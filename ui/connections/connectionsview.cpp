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
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

bool isHiddenAtFirst(ConnectionColumn column)
{
    return column >= ConnectionColumn::Path && column <= ConnectionColumn::Listener;
}

//! A long cell of the column, to measure.
QString sampleOf(ConnectionColumn column)
{
    switch (column) {
    case ConnectionColumn::State:
        return u"Closing"_s;
    case ConnectionColumn::Id:
        return u"12345"_s;
    case ConnectionColumn::User:
    case ConnectionColumn::Room:
        return u"guest-12345"_s;
    case ConnectionColumn::Address:
    case ConnectionColumn::Listener:
        return u"255.255.255.255:65535"_s;
    case ConnectionColumn::Connected:
        return u"23 h 59 min"_s;
    case ConnectionColumn::Idle:
        return u"59 min"_s;
    case ConnectionColumn::Latency:
        return u"999 ms"_s;
    case ConnectionColumn::MessagesIn:
    case ConnectionColumn::MessagesOut:
        return u"123,456"_s;
    case ConnectionColumn::BytesIn:
    case ConnectionColumn::BytesOut:
    case ConnectionColumn::Queued:
        return u"99.9 MB"_s;
    case ConnectionColumn::Path:
    case ConnectionColumn::Subprotocol:
        return u"/room/something"_s;
    case ConnectionColumn::UserAgent: // the last one takes what is left anyway
        return u"Mozilla/5.0"_s;
    case ConnectionColumn::Origin:
        break;
    }
    return u"https://chat.example.org"_s;
}

} // namespace

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
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // every row measured would cost too much
    fitRowHeight();

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
        resetColumns(); // a table without a column could not even show the menu that brings them back
    sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
    stretchLastText();
    return true;
}

void ConnectionsView::resetColumns()
{
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < ConnectionColumnCount; ++column) {
        header->moveSection(header->visualIndex(column), column);
        setColumnHidden(column, isHiddenAtFirst(ConnectionColumn(column)));
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

QMenu *ConnectionsView::createColumnMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    for (int visual = 0; visual < ConnectionColumnCount; ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        QAction *action = menu->addAction(ConnectionColumns::title(ConnectionColumn(column)));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setData(column);
        // An operator always sees which connection a row is.
        action->setEnabled(ConnectionColumn(column) != ConnectionColumn::Id);
        connect(action, &QAction::toggled, this,
                [this, column](bool visible) { showColumn(column, visible); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Default Columns")), &QAction::triggered, this,
            &ConnectionsView::resetColumns);
    return menu;
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

//! The last column takes what is left, if it is one of words: a number far away from its title would be hard
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
    const auto which = ConnectionColumn(column);
    const bool hasMark = which == ConnectionColumn::State || which == ConnectionColumn::Latency;
    const int padding = CellDelegate::padding(fontMetrics());
    const int mark = hasMark ? fontMetrics().ascent() + padding : 0;
    const int cell = fontMetrics().horizontalAdvance(sampleOf(which)) + 2 * padding + mark;
    return std::max(cell, horizontalHeader()->sectionSizeHint(column));
}

} // namespace signalbox

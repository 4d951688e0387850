#include "ui/connections/rowtable.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>

#include <algorithm>
#include <climits>
#include <numeric>

namespace signalbox {

RowTable::RowTable(QWidget *parent)
    : QTableView(parent)
{
    setFrameShape(NoFrame);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves the table
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // measuring every row costs too much
}

void RowTable::setHeader(QHeaderView *header)
{
    setHorizontalHeader(header);
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        QMenu *menu = createColumnMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(horizontalHeader()->mapToGlobal(at));
    });
    connect(header, &QHeaderView::sectionMoved, this, &RowTable::handleColumnsChanged);
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        const QHeaderView *sections = horizontalHeader();
        int last = sections->count() - 1;
        while (last >= 0 && sections->isSectionHidden(sections->logicalIndex(last)))
            --last;
        const bool isStretched = sections->stretchLastSection() && sections->visualIndex(column) == last;
        if (!isStretched || sections->isSectionHidden(column)) // otherwise the table has another width
            handleColumnsChanged();
    });
}

QByteArray RowTable::saveColumns() const
{
    return m_isCustom ? horizontalHeader()->saveState() : QByteArray();
}

bool RowTable::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty()) {
        resetColumns();
        return true;
    }
    const QScopedValueRollback guard(m_isFitting, true);
    QHeaderView *header = horizontalHeader();
    if (!header->restoreState(state))
        return false;
    m_isCustom = true;
    setColumnHidden(identifyingColumn(),
                    false); // without a header there would be no menu to show the columns again
    if (isSortingEnabled())
        sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
    stretchLastColumn();
    return true;
}

void RowTable::resetColumns()
{
    {
        const QScopedValueRollback guard(m_isFitting, true);
        QHeaderView *header = horizontalHeader();
        for (int column = 0; column < header->count(); ++column)
            header->moveSection(header->visualIndex(column), column);
    }
    m_isCustom = false;
    fitColumns();
}

void RowTable::fitColumns()
{
    if (m_isCustom || !model())
        return;
    const QScopedValueRollback guard(m_isFitting, true);
    std::vector<ColumnFit> fits = columnFits();
    int spare = viewport()->width();
    for (const ColumnFit &fit : fits)
        spare -= fit.isHidden ? 0 : fit.width;
    if (!isVisible())
        spare = 0; // it has no width yet
    for (bool drops = true; spare < 0 && drops;) {
        const auto next = std::ranges::min_element(fits, {}, [](const ColumnFit &fit) {
            return fit.isHidden || fit.dropOrder == 0 ? INT_MAX : fit.dropOrder;
        });
        drops = next != fits.end() && !next->isHidden && next->dropOrder > 0;
        if (drops) {
            next->isHidden = true;
            spare += next->width;
        }
    }
    const auto roomOf = [](const ColumnFit &fit) {
        return fit.isHidden ? 0 : std::max(0, fit.most - fit.width);
    };
    const int wanted = std::accumulate(fits.begin(), fits.end(), 0,
                                       [&](int sum, const ColumnFit &fit) { return sum + roomOf(fit); });
    horizontalHeader()->setStretchLastSection(false); // it would resize the one that is the last meanwhile
    const double part = wanted > 0 ? std::clamp(spare * growingPart() / wanted, 0.0, 1.0) : 0.0;
    for (int column = 0; column < int(fits.size()); ++column) {
        const ColumnFit &fit = fits[std::size_t(column)];
        setColumnHidden(column, fit.isHidden);
        if (!fit.isHidden)
            setColumnWidth(column, fit.width + int(part * roomOf(fit)));
    }
    stretchLastColumn();
}

QMenu *RowTable::createColumnMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setData(column);
        action->setEnabled(column != identifyingColumn());
        connect(action, &QAction::toggled, this,
                [this, column](bool visible) { showColumn(column, visible); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Default Columns")), &QAction::triggered, this, &RowTable::resetColumns);
    return menu;
}

void RowTable::showColumn(int column, bool visible)
{
    setColumnHidden(column, !visible);
    const int width = columnFits()[std::size_t(column)].width;
    if (visible && columnWidth(column) < width)
        setColumnWidth(column, width);
    stretchLastColumn();
}

void RowTable::handleColumnsChanged()
{
    if (m_isFitting)
        return;
    m_isCustom = true;
    stretchLastColumn();
}

void RowTable::stretchLastColumn()
{
    QHeaderView *header = horizontalHeader();
    for (int visual = header->count() - 1; visual >= 0; --visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        header->setStretchLastSection(stretchesLast(column));
        return;
    }
}

QModelIndex RowTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int rows = model() ? model()->rowCount() : 0;
    if ((action != MoveHome && action != MoveEnd) || rows == 0)
        return QTableView::moveCursor(action, modifiers);
    const int column = currentIndex().isValid() ? currentIndex().column() : identifyingColumn();
    return model()->index(action == MoveHome ? 0 : rows - 1, column);
}

void RowTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange)
        fitColumns();
}

void RowTable::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    fitColumns();
}

void RowTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

} // namespace signalbox

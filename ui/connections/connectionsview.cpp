#include "ui/connections/connectionsview.h"

#include "ui/connections/celldelegate.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/connections/connectionsheader.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionsproxymodel.h"
#include "ui/connections/latencydelegate.h"
#include "ui/connections/placeholder.h"
#include "ui/connections/statedelegate.h"
#include "ui/theme/accent.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

ConnectionsView::ConnectionsView(ConnectionsProxyModel &proxy, QWidget *parent)
    : RowTable(parent)
{
    auto *header = new ConnectionsHeader(this);
    setHeader(header);
    setModel(&proxy);
    setItemDelegate(new CellDelegate(this));
    setItemDelegateForColumn(int(ConnectionColumn::State), new StateDelegate(this));
    setItemDelegateForColumn(int(ConnectionColumn::Latency), new LatencyDelegate(this));

    setSelectionMode(ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    fitRowHeight();
    connect(this, &QAbstractItemView::doubleClicked, this, &ConnectionsView::detailsRequested);

    header->setSortIndicator(int(ConnectionColumn::Id), Qt::AscendingOrder);
    setSortingEnabled(true);
    resetColumns();
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
    RowTable::paintEvent(event);
    paintPlaceholder(*this, m_placeholder);
    paintEndReasons();
}

//! Rows that have ended say why, where the columns that have lost their meaning were.
void ConnectionsView::paintEndReasons()
{
    const int rows = model()->rowCount();
    const int first = rowAt(0);
    if (first < 0)
        return;
    QPainter painter(viewport());
    for (int row = first; row < rows && rowViewportPosition(row) < viewport()->height(); ++row) {
        const QString reason = model()->index(row, 0).data(ConnectionsModel::EndReasonRole).toString();
        if (reason.isEmpty())
            continue;
        const bool isSelected = selectionModel()->isRowSelected(row);
        const QPalette::ColorGroup group = isActiveWindow() ? QPalette::Active : QPalette::Inactive;
        const QColor base = palette().color(group, QPalette::Base);
        painter.setPen(isSelected ? palette().color(group, QPalette::HighlightedText)
                                  : accentColor(Accent::Bad, base));
        const QRect place = placeOfReason(row);
        painter.drawText(place,
                         int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)) |
                             Qt::TextSingleLine,
                         fontMetrics().elidedText(reason, Qt::ElideRight, place.width()));
    }
}

//! Returns the widest place that is empty in \a row after its end.
QRect ConnectionsView::placeOfReason(int row) const
{
    const QHeaderView *header = horizontalHeader();
    QRect widest;
    QRect place;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        if (ConnectionColumns::staysAfterTheEnd(ConnectionColumn(column)))
            place = QRect();
        else
            place |= visualRect(model()->index(row, column));
        if (place.width() > widest.width())
            widest = place;
    }
    const int padding = CellDelegate::padding(fontMetrics());
    return widest.adjusted(padding, 0, -padding, 0);
}

void ConnectionsView::changeEvent(QEvent *event)
{
    RowTable::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitRowHeight();
}

std::vector<RowTable::ColumnFit> ConnectionsView::columnFits() const
{
    std::vector<ColumnFit> fits;
    for (int i = 0; i < ConnectionColumnCount; ++i) {
        const auto column = ConnectionColumn(i);
        const int most = ConnectionColumns::mostCharacters(column) * fontMetrics().averageCharWidth() +
                         2 * CellDelegate::padding(fontMetrics());
        fits.push_back({.width = widthOf(i),
                        .most = most,
                        .dropOrder = ConnectionColumns::dropOrder(column),
                        .isHidden = ConnectionColumns::isHiddenByDefault(column)});
    }
    return fits;
}

int ConnectionsView::identifyingColumn() const
{
    return int(ConnectionColumn::Id);
}

//! The last column takes the remaining width if it shows text: a number far away from its title would be hard to read.
bool ConnectionsView::stretchesLast(int column) const
{
    return !ConnectionColumns::isNumeric(ConnectionColumn(column));
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

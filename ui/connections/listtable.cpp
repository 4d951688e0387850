#include "ui/connections/listtable.h"

#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionsheader.h"
#include "ui/connections/placeholder.h"
#include "ui/connections/rowranges.h"

#include <QClipboard>
#include <QDataStream>
#include <QEvent>
#include <QGuiApplication>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace signalbox {

namespace {

constexpr quint32 StateMagic = 0x53424c54; // SBLT; followed by a version
constexpr quint16 StateVersion = 1;

} // namespace

ListTable::ListTable(std::span<const ListColumn> columns, int identifying, QWidget *parent)
    : RowTable(parent)
    , m_columns(columns)
    , m_identifying(identifying)
{
    setHeader(new ConnectionsHeader(this));
    setItemDelegate(new CellDelegate(this));
    setSelectionMode(ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    fitRowHeight();
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row()); });
}

void ListTable::setModel(QAbstractItemModel *model)
{
    RowTable::setModel(model);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &ListTable::selectedRowsChanged);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &ListTable::selectedRowsChanged);
    connect(model, &QAbstractItemModel::layoutAboutToBeChanged, this,
            [this] { m_topRow = verticalScrollBar()->value() > 0 ? indexAt(QPoint(0, 0)) : QModelIndex(); });
    connect(model, &QAbstractItemModel::layoutChanged, this, [this] {
        if (m_topRow.isValid())
            scrollTo(m_topRow, PositionAtTop);
        m_topRow = QModelIndex();
    });
    setSortingEnabled(true);
    fitColumns();
}

void ListTable::setPlaceholder(const QString &text)
{
    if (text == m_placeholder)
        return;
    m_placeholder = text;
    viewport()->update();
}

std::vector<int> ListTable::selectedRows() const
{
    std::vector<int> rows;
    const QItemSelection ranges = selectionModel()->selection();
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void ListTable::selectRows(const std::vector<int> &rows, int current)
{
    QItemSelection selection;
    for (const RowRange &range : rowRanges(rows))
        selection.select(model()->index(range.first, 0),
                         model()->index(range.last, model()->columnCount() - 1));
    if (current >= 0)
        selectionModel()->setCurrentIndex(model()->index(current, m_identifying),
                                          QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void ListTable::keepSelection(const KeyOf &keyOf)
{
    m_keptKeys.clear();
    for (const int row : selectedRows())
        m_keptKeys.push_back(keyOf(row));
    m_keptCurrent = currentIndex().isValid() ? keyOf(currentIndex().row()) : 0;
    m_keptScroll = verticalScrollBar()->value();
}

void ListTable::restoreSelection(const RowOf &rowOf)
{
    std::vector<int> rows;
    for (const quint64 key : std::exchange(m_keptKeys, {})) {
        if (const int row = rowOf(key); row >= 0)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    selectRows(rows, m_keptCurrent > 0 ? rowOf(m_keptCurrent) : -1);
    verticalScrollBar()->setValue(m_keptScroll);
}

int ListTable::copySelection() const
{
    QStringList lines;
    for (const int row : selectedRows()) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells += model()->index(row, column).data().toString();
        lines += cells.join(u'\t');
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    return int(lines.size());
}

void ListTable::showMenu(QPoint at, const QList<QAction *> &actions, QAction *copy)
{
    if (!indexAt(at).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions);
    menu->addSeparator();
    menu->addAction(copy);
    menu->popup(viewport()->mapToGlobal(at));
}

QByteArray ListTable::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << StateMagic << StateVersion << saveColumns()
           << qint32(horizontalHeader()->sortIndicatorSection())
           << (horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder);
    return state;
}

bool ListTable::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint16 version = 0;
    QByteArray columns;
    qint32 sortColumn = 0;
    bool isDescending = false;
    stream >> magic >> version >> columns >> sortColumn >> isDescending;
    if (stream.status() != QDataStream::Ok || magic != StateMagic || version != StateVersion ||
        sortColumn < 0 || sortColumn >= qint32(m_columns.size()) || !restoreColumns(columns))
        return false;
    sortByColumn(sortColumn, isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
    return true;
}

void ListTable::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isReturn || !currentIndex().isValid()) {
        RowTable::keyPressEvent(event);
        // A table that gets the focus has a current row, but selects none: keys that lead to the same row select it.
        const bool isMove = event->key() >= Qt::Key_Home && event->key() <= Qt::Key_PageDown;
        if (isMove && currentIndex().isValid() && selectedRows().empty())
            selectRows({currentIndex().row()}, currentIndex().row());
        return;
    }
    const int row = currentIndex().row();
    if (selectedRows() != std::vector{row})
        selectRows({row}, row);
    Q_EMIT rowActivated(row);
}

void ListTable::paintEvent(QPaintEvent *event)
{
    RowTable::paintEvent(event);
    paintPlaceholder(*this, m_placeholder);
}

void ListTable::changeEvent(QEvent *event)
{
    RowTable::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitRowHeight();
}

std::vector<RowTable::ColumnFit> ListTable::columnFits() const
{
    const int padding = CellDelegate::padding(fontMetrics());
    std::vector<ColumnFit> fits;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const ListColumn &column = m_columns[i];
        const int mark = column.hasMark ? fontMetrics().ascent() + padding : 0;
        const int cell =
            fontMetrics().horizontalAdvance(QString::fromUtf8(column.sample)) + 2 * padding + mark;
        fits.push_back({.width = std::max(cell, horizontalHeader()->sectionSizeHint(int(i))),
                        .most = column.mostCharacters * fontMetrics().averageCharWidth() + 2 * padding,
                        .dropOrder = column.dropOrder,
                        .isHidden = column.isHidden});
    }
    return fits;
}

void ListTable::fitRowHeight()
{
    verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight(fontMetrics()));
}

} // namespace signalbox

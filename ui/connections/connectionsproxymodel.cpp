#include "ui/connections/connectionsproxymodel.h"

#include "ui/connections/connectionsmodel.h"

namespace signalbox {

namespace {

constexpr int CalmMs = 1000;     // between two moves of rows whose values change
constexpr int LargeTable = 2000; // rows; above, new ones wait at the end a little
constexpr int LargeTableMs = 500;

} // namespace

ConnectionsProxyModel::ConnectionsProxyModel(ConnectionsModel &source, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
{
    setDynamicSortFilter(false);
    setSortRole(ConnectionsModel::SortRole);
    setSourceModel(&source);
    m_settling.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, &ConnectionsProxyModel::settle);
    connect(&source, &QAbstractItemModel::rowsInserted, this, &ConnectionsProxyModel::settleSoon);
    connect(&source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
                settleAfterChange(roles);
            });
}

void ConnectionsProxyModel::setFilter(const ConnectionFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate(); // one layout change; invalidateFilter() would announce each gap for itself
}

ConnectionId ConnectionsProxyModel::idAt(int row) const
{
    const QModelIndex source = mapToSource(index(row, 0));
    return source.isValid() ? m_source.rowAt(source.row()).info.id : ConnectionId();
}

int ConnectionsProxyModel::rowOf(ConnectionId id) const
{
    const int row = m_source.rowOf(id);
    return row < 0 ? -1 : mapFromSource(m_source.index(row, 0)).row();
}

void ConnectionsProxyModel::settle()
{
    m_settling.stop();
    if (!isFiltered())
        invalidate();
    else if (!isSorted())
        sort(sortColumn(), sortOrder());
}

bool ConnectionsProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_filter.isEmpty() || m_filter.accepts(m_source.rowAt(sourceRow), m_source.now());
}

bool ConnectionsProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const ConnectionRow &a = m_source.rowAt(left.row());
    const ConnectionRow &b = m_source.rowAt(right.row());
    const auto column = ConnectionColumn(left.column());
    const int order = ConnectionColumns::compare(a, b, column);
    return order != 0 ? order < 0 : a.info.id < b.info.id;
}

void ConnectionsProxyModel::settleSoon()
{
    settleWithin(m_source.rowCount() > LargeTable ? LargeTableMs : 0);
}

void ConnectionsProxyModel::settleAfterChange(const QList<int> &roles)
{
    const bool movesRows = sortColumn() >= 0 && ConnectionColumns::isLive(ConnectionColumn(sortColumn())) &&
                           roles.contains(ConnectionsModel::SortRole);
    if (movesRows || m_filter.isLive())
        settleWithin(CalmMs);
}

void ConnectionsProxyModel::settleWithin(int milliseconds)
{
    if (!m_settling.isActive() || m_settling.remainingTime() > milliseconds)
        m_settling.start(milliseconds);
}

bool ConnectionsProxyModel::isFiltered() const
{
    if (m_filter.isEmpty())
        return rowCount() == m_source.rowCount();
    for (int row = 0; row < m_source.rowCount(); ++row) {
        if (mapFromSource(m_source.index(row, 0)).isValid() != filterAcceptsRow(row, {}))
            return false;
    }
    return true;
}

bool ConnectionsProxyModel::isSorted() const
{
    if (sortColumn() < 0)
        return true;
    const bool isAscending = sortOrder() == Qt::AscendingOrder;
    QModelIndex previous = mapToSource(index(0, sortColumn()));
    for (int row = 1; row < rowCount(); ++row) {
        const QModelIndex next = mapToSource(index(row, sortColumn()));
        if (isAscending ? lessThan(next, previous) : lessThan(previous, next))
            return false;
        previous = next;
    }
    return true;
}

} // namespace signalbox

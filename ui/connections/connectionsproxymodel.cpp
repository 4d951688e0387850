#include "ui/connections/connectionsproxymodel.h"

#include "core/model/queryrows.h"
#include "ui/connections/connectionsmodel.h"

namespace signalbox {

namespace {

constexpr int ChangeDelayMs = 1000; // rows that change must not move more often

} // namespace

ConnectionsProxyModel::ConnectionsProxyModel(ConnectionsModel &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSortRole(ConnectionsModel::SortRole);
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
                refreshAfterChange(roles);
            });
}

void ConnectionsProxyModel::setFilter(const Query &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate(); // one layout change; invalidateFilter() would report each range of rows
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

bool ConnectionsProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_filter.isEmpty())
        return true;
    const ConnectionRow &row = m_source.rowAt(sourceRow);
    ConnectionQueryRow queried(row.info, row.activity, m_source.now(), {row.peerText, row.listenerText, {}});
    queried.setState(row.state());
    return m_filter.accepts(queried);
}

bool ConnectionsProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const ConnectionRow &a = m_source.rowAt(left.row());
    const ConnectionRow &b = m_source.rowAt(right.row());
    const auto column = ConnectionColumn(left.column());
    const int order = ConnectionColumns::compare(a, b, column);
    return order != 0 ? order < 0 : a.info.id < b.info.id;
}

void ConnectionsProxyModel::refreshAfterChange(const QList<int> &roles)
{
    const bool movesRows = sortColumn() >= 0 && ConnectionColumns::isLive(ConnectionColumn(sortColumn())) &&
                           roles.contains(ConnectionsModel::SortRole);
    const bool roomsMatter = sortColumn() == int(ConnectionColumn::Room) || !m_filter.isEmpty();
    if (movesRows || m_filter.isLive() || (roomsMatter && roles.contains(ConnectionsModel::RoomsRole)))
        refreshWithin(ChangeDelayMs);
}

} // namespace signalbox

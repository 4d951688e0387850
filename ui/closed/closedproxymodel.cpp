#include "ui/closed/closedproxymodel.h"

#include "core/model/queryrows.h"
#include "ui/closed/closedmodel.h"

namespace signalbox {

ClosedProxyModel::ClosedProxyModel(ClosedModel &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSourceModel(&source);
}

void ClosedProxyModel::setFilter(const Query &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate();
}

const ClosedRow &ClosedProxyModel::rowAt(int row) const
{
    return m_source.rowAt(mapToSource(index(row, 0)).row());
}

bool ClosedProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_filter.isEmpty())
        return true;
    const ClosedRow &row = m_source.rowAt(sourceRow);
    return m_filter.accepts(
        ClosedQueryRow(row.connection, m_source.now(), {row.peerText, row.listenerText, {}}));
}

bool ClosedProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const ClosedRow &a = m_source.rowAt(left.row());
    const ClosedRow &b = m_source.rowAt(right.row());
    const int order = ClosedModel::compare(a, b, ClosedModel::Column(left.column()));
    return order != 0 ? order < 0 : a.number < b.number;
}

} // namespace signalbox

#include "ui/nodes/nodesproxymodel.h"

#include "ui/nodes/nodesmodel.h"

namespace signalbox {

namespace {

constexpr int ChangeDelayMs = 2000; // figures change twice a second; rows must not move more often

} // namespace

NodesProxyModel::NodesProxyModel(NodesModel &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::dataChanged, this, [this] { refreshWithin(ChangeDelayMs); });
}

const ClusterNode &NodesProxyModel::nodeAt(int row) const
{
    return m_source.nodeAt(mapToSource(index(row, 0)).row());
}

bool NodesProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const ClusterNode &a = m_source.nodeAt(left.row());
    const ClusterNode &b = m_source.nodeAt(right.row());
    const int order = m_source.compare(a, b, NodesModel::Column(left.column()));
    return order != 0 ? order < 0 : a.number < b.number;
}

} // namespace signalbox

#include "ui/rooms/groupproxymodel.h"

#include "ui/rooms/grouptree.h"

namespace signalbox {

GroupProxyModel::GroupProxyModel(GroupTree &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &group) {
        if (group.isValid())
            m_hasNewMembers = true;
    });
    connect(&source, &QAbstractItemModel::dataChanged, this, &GroupProxyModel::refreshSoon);
}

void GroupProxyModel::setFilter(const Query &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate();
}

void GroupProxyModel::sort(int column, Qt::SortOrder order)
{
    m_hasNewMembers = false;
    QSortFilterProxyModel::sort(column, order);
}

bool GroupProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    return sourceParent.isValid() || m_filter.isEmpty() || m_source.isAccepted(sourceRow, m_filter);
}

bool GroupProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return m_source.compare(left, right) < 0;
}

bool GroupProxyModel::isSorted() const
{
    return !m_hasNewMembers && DeferredSortProxyModel::isSorted();
}

} // namespace signalbox

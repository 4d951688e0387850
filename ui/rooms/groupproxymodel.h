#pragma once

#include "core/model/query.h"
#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

class GroupTree;

//! Shows the groups of a GroupTree that a query accepts, with all their connections, in the order
//! of GroupTree::compare(). The order is refreshed soon after rows were added or changed.
class GroupProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit GroupProxyModel(GroupTree &source, QObject *parent = nullptr);

    void setFilter(const Query &filter);
    const Query &filter() const { return m_filter; }
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }
    bool isSorted() const override;

    GroupTree &m_source;
    Query m_filter;
    bool m_hasNewMembers = false; //!< since the last sort()
};

} // namespace signalbox

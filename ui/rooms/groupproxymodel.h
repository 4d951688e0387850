#pragma once

#include "ui/connections/deferredsortproxymodel.h"

#include <QString>

namespace signalbox {

class GroupTree;

//! Shows the groups of a GroupTree whose names contain the filter, with all their connections, in the order
//! of GroupTree::compare(). The order is refreshed soon after rows were added or changed.
class GroupProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit GroupProxyModel(GroupTree &source, QObject *parent = nullptr);

    //! Without regard to case. An empty text accepts all groups.
    void setFilter(const QString &text);
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }
    bool isSorted() const override;

    GroupTree &m_source;
    QString m_filter;
    bool m_hasNewMembers = false; //!< since the last sort()
};

} // namespace signalbox

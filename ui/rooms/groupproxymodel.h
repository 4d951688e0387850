#pragma once

#include "ui/connections/deferredsortproxymodel.h"

#include <QString>

namespace signalbox {

class GroupTree;

//! The groups of a GroupTree whose names contain the filter, with all their connections, in the order of
//! GroupTree::compare(). Settles soon after rows came or changed.
class GroupProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit GroupProxyModel(GroupTree &source, QObject *parent = nullptr);

    //! In any case; empty: all.
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
    bool m_membersCame = false; //!< since the last sort()
};

} // namespace signalbox

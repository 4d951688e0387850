#pragma once

#include "ui/connections/deferredsortproxymodel.h"

#include "core/base/id.h"
#include "core/model/query.h"

namespace signalbox {

class ConnectionsModel;

//! Sorts by the sort keys and shows the connections that a query accepts.
//!
//! The order is refreshed soon after rows were added, and at most once a second while values change. Equal
//! rows are sorted by id, so the order is total.
class ConnectionsProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit ConnectionsProxyModel(ConnectionsModel &source, QObject *parent = nullptr);

    void setFilter(const Query &filter);
    const Query &filter() const { return m_filter; }

    ConnectionId idAt(int row) const;
    //! Returns -1 if the connection is not shown.
    int rowOf(ConnectionId id) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }
    void refreshAfterChange(const QList<int> &roles);

    ConnectionsModel &m_source;
    Query m_filter;
};

} // namespace signalbox

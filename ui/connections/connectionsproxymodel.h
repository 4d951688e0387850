#pragma once

#include "ui/connections/connectionfilter.h"

#include "core/base/id.h"

#include <QSortFilterProxyModel>
#include <QTimer>

namespace signalbox {

class ConnectionsModel;

//! Sorts by raw values and shows what a ConnectionFilter accepts.
//!
//! Qt's dynamic sorting is off: it would move rows with every delta, and at a cost that grows with the table
//! for each row moved. Instead the order settles at times: soon after rows came, once a second while values
//! change, and only if something really stands in the wrong place. Equal rows stand by id, so the order is
//! the same each time.
class ConnectionsProxyModel final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit ConnectionsProxyModel(ConnectionsModel &source, QObject *parent = nullptr);

    void setFilter(const ConnectionFilter &filter);
    const ConnectionFilter &filter() const { return m_filter; }

    ConnectionId idAt(int row) const;
    //! -1 when it is not shown.
    int rowOf(ConnectionId id) const;

public Q_SLOTS:
    //! Brings filter and order up to date now.
    void settle();

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void settleSoon();
    void settleAfterChange(const QList<int> &roles);
    void settleWithin(int milliseconds);
    bool isFiltered() const;
    bool isSorted() const;

    ConnectionsModel &m_source;
    ConnectionFilter m_filter;
    QTimer m_settling;
};

} // namespace signalbox

#pragma once

#include "core/model/query.h"
#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

class EventsModel;
struct EventRow;

//! Sorts the events and shows those that a query accepts. Equal rows are sorted by id.
class EventsProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit EventsProxyModel(EventsModel &source, QObject *parent = nullptr);

    void setFilter(const Query &filter);
    const Query &filter() const { return m_filter; }
    const EventRow &rowAt(int row) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }

    EventsModel &m_source;
    Query m_filter;
};

} // namespace signalbox

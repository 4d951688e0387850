#pragma once

#include "core/model/query.h"
#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

class ClosedModel;
struct ClosedRow;

//! Sorts the connections that have ended, and shows those that a query accepts. Equal rows are sorted as they came.
class ClosedProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit ClosedProxyModel(ClosedModel &source, QObject *parent = nullptr);

    void setFilter(const Query &filter);
    const Query &filter() const { return m_filter; }
    const ClosedRow &rowAt(int row) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }

    ClosedModel &m_source;
    Query m_filter;
};

} // namespace signalbox

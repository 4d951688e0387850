#pragma once

#include "core/model/ban.h"
#include "core/model/query.h"
#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

class BansModel;

//! Sorts the bans, and shows those that a query accepts. Equal ones are in the order of their ids.
class BansProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit BansProxyModel(BansModel &source, QObject *parent = nullptr);

    void setFilter(const Query &filter);
    const Query &filter() const { return m_filter; }
    const Ban &banAt(int row) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return !m_filter.isEmpty(); }

    BansModel &m_source;
    Query m_filter;
};

} // namespace signalbox

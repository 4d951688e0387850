#pragma once

#include "core/model/clusternode.h"
#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

class NodesModel;

//! Sorts the nodes of a cluster. Equal ones are in the order of their numbers.
class NodesProxyModel final : public DeferredSortProxyModel
{
    Q_OBJECT
public:
    //! \a source must outlive it.
    explicit NodesProxyModel(NodesModel &source, QObject *parent = nullptr);

    const ClusterNode &nodeAt(int row) const;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasFilter() const override { return false; }

    NodesModel &m_source;
};

} // namespace signalbox

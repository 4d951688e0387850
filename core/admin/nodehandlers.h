#pragma once

#include "core/model/clusternode.h"

#include <functional>

namespace signalbox {

class ApiResponder;
class ApiRouter;

//! GET /nodes: the nodes of the cluster, and whether this one reaches its broker. Lives on the admin thread.
class NodeHandlers final
{
public:
    //! \a status is called on the admin thread; empty: there is no cluster.
    explicit NodeHandlers(std::function<ClusterStatus()> status);
    void addTo(ApiRouter &router);

private:
    void list(const ApiResponder &responder) const;

    std::function<ClusterStatus()> m_status;
};

} // namespace signalbox

#pragma once

#include "core/cluster/cluster.h"
#include "core/config/config.h"

namespace signalbox {

struct SharedState;

//! Returns how a server is called: cluster.node, or host name and port of \a listener, the first address that it listens on.
QString nodeNameOf(const Config &config, const Endpoint &listener);

//! Puts a server into the cluster that \a config names, and has its io threads, which must not run yet, use it. Null: there is no
//! cluster. \a listener: the first address that the server listens on. \a shared outlives the result. Fails as
//! Cluster::start().
Result<std::unique_ptr<Cluster>> joinCluster(const Config &config, SharedState &shared,
                                             const Endpoint &listener, std::size_t threads,
                                             const Cluster::Owner &owner);
//! The io threads have ended.
void leaveCluster(std::unique_ptr<Cluster> &cluster, SharedState &shared);

} // namespace signalbox

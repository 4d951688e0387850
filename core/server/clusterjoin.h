#pragma once

#include "core/cluster/cluster.h"
#include "core/config/config.h"

namespace signalbox {

class AccessKeeper;
class OwnerMailbox;
struct SharedState;

//! Returns how a server is called: cluster.node, or host name and port of \a listener, the first address that it listens on.
QString nodeNameOf(const Config &config, const Endpoint &listener);

//! Puts a server into the cluster that \a config names, and has its io threads, which must not run yet, use it. Null: there is no
//! cluster. \a listener: the first address that the server listens on. \a shared, \a access and \a mailbox outlive the result.
//! Fails as Cluster::start().
Result<std::unique_ptr<Cluster>> joinCluster(const Config &config, SharedState &shared,
                                             const Endpoint &listener, std::size_t threads,
                                             AccessKeeper &access, OwnerMailbox &mailbox);
//! The io threads have ended.
void leaveCluster(std::unique_ptr<Cluster> &cluster, SharedState &shared, AccessKeeper &access);

} // namespace signalbox

#pragma once

#include "core/cluster/brokerstatus.h"
#include "core/cluster/clusternodes.h"

namespace signalbox {

//! Returns what \a nodes and \a broker say at this moment. Thread-safe.
ClusterStatus clusterStatus(const ClusterNodes &nodes, const BrokerStatus &broker);
//! Returns how many nodes take part: this one, and the others whose heartbeat is not late.
std::size_t activeNodes(const ClusterStatus &cluster);

} // namespace signalbox

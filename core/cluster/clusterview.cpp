#include "core/cluster/clusterview.h"

#include <algorithm>

namespace signalbox {

ClusterStatus clusterStatus(const ClusterNodes &nodes, const BrokerStatus &broker)
{
    ClusterStatus status;
    status.nodes = nodes.list();
    const auto own = std::ranges::find(status.nodes, true, &ClusterNode::isThis);
    if (own == status.nodes.end())
        return {};
    status.node = own->name;
    const BrokerStatus::State state = broker.get();
    status.isBrokerUp = state.isUp;
    status.reason = state.reason;
    status.since = state.since;
    status.roundTrip = nodes.roundTrip();
    status.lateAfter = nodes.lateAfter();
    return status;
}

std::size_t activeNodes(const ClusterStatus &cluster)
{
    return std::size_t(std::ranges::count_if(cluster.nodes, [&](const ClusterNode &node) {
        return node.isThis || node.age <= cluster.lateAfter;
    }));
}

} // namespace signalbox

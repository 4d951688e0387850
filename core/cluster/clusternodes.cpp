#include "core/cluster/clusternodes.h"

#include <algorithm>

namespace signalbox {

void ClusterNodes::setOwn(DescribeOwn describe, Milliseconds lateAfter)
{
    const std::lock_guard lock(m_mutex);
    if (!describe) {
        m_nodes.clear();
        m_roundTrip.reset();
    } else if (m_nodes.empty()) {
        m_at = Clock::now();
    }
    m_describeOwn = std::move(describe);
    m_lateAfter = lateAfter;
}

void ClusterNodes::set(std::vector<ClusterNode> nodes, std::optional<Nanoseconds> roundTrip)
{
    const std::lock_guard lock(m_mutex);
    m_nodes = std::move(nodes);
    m_at = Clock::now();
    if (roundTrip)
        m_roundTrip = roundTrip;
}

std::vector<ClusterNode> ClusterNodes::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ClusterNode> nodes = m_nodes;
    const auto passed = std::chrono::duration_cast<Milliseconds>(Clock::now() - m_at);
    for (ClusterNode &node : nodes)
        node.age += passed;
    if (!m_describeOwn)
        return nodes;
    ClusterNode own = m_describeOwn();
    own.isThis = true;
    const auto known = std::ranges::lower_bound(nodes, own.number, {}, &ClusterNode::number);
    if (known != nodes.end() && known->number == own.number) {
        own.age = known->age;
        *known = std::move(own);
    } else { // Redis has not been reached yet
        own.age = passed;
        nodes.insert(known, std::move(own));
    }
    return nodes;
}

std::optional<Nanoseconds> ClusterNodes::roundTrip() const
{
    const std::lock_guard lock(m_mutex);
    return m_roundTrip;
}

Milliseconds ClusterNodes::lateAfter() const
{
    const std::lock_guard lock(m_mutex);
    return m_lateAfter;
}

} // namespace signalbox

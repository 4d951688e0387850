#pragma once

#include "core/cluster/noderange.h"
#include "core/model/clusternode.h"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace signalbox {

//! The nodes of a cluster as this node knows them, in the order of their numbers. Thread-safe.
class ClusterNodes final
{
public:
    //! Of this node. Any thread; the age has no meaning.
    using DescribeOwn = std::function<ClusterNode()>;

    //! This node takes part in a cluster from now on: it is in the list, with figures of the moment. Null: it does not any
    //! more, and the list is empty. A heartbeat that is older than \a lateAfter is late.
    void setOwn(DescribeOwn describe, Milliseconds lateAfter = Milliseconds(0));
    //! Redis has answered a heartbeat after \a roundTrip. The ages are those of this moment.
    void set(std::vector<ClusterNode> nodes, std::optional<Nanoseconds> roundTrip = std::nullopt);

    //! The ages are those of this moment: they go on while nothing is heard of the others.
    std::vector<ClusterNode> list() const;
    std::optional<Nanoseconds> roundTrip() const;
    Milliseconds lateAfter() const;

private:
    mutable std::mutex m_mutex;
    std::vector<ClusterNode> m_nodes;
    TimePoint m_at = Clock::now(); //!< of m_nodes
    DescribeOwn m_describeOwn;
    Milliseconds m_lateAfter{0};
    std::optional<Nanoseconds> m_roundTrip;
};

} // namespace signalbox

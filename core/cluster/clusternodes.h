#pragma once

#include "core/base/clock.h"
#include "core/cluster/noderange.h"

#include <QString>

#include <mutex>
#include <optional>
#include <vector>

namespace signalbox {

//! A node of a cluster, as its last heartbeat told.
struct ClusterNode
{
    NodeNumber number = 0;
    QString name;    //!< cluster.node
    QString version; //!< of Signalbox
    QString state;   //!< as in GET /server: `running`, `draining` ...
    qint64 connections = 0;
    qint64 rooms = 0;
    qint64 users = 0;
    Milliseconds age{0}; //!< of the heartbeat, when the list was read
    bool isThis = false;
};

//! The nodes of a cluster as this node knows them, in the order of their numbers. Thread-safe.
class ClusterNodes final
{
public:
    void set(std::vector<ClusterNode> nodes)
    {
        const std::lock_guard lock(m_mutex);
        m_nodes = std::move(nodes);
    }
    std::vector<ClusterNode> list() const
    {
        const std::lock_guard lock(m_mutex);
        return m_nodes;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<ClusterNode> m_nodes;
};

} // namespace signalbox

#pragma once

#include "core/base/clock.h"

#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

//! A node of a cluster, as its last heartbeat told.
struct ClusterNode
{
    quint64 number = 0; //!< part of the ids of its connections
    QString name;       //!< cluster.node
    QString version;    //!< of Signalbox
    QString state;      //!< as in GET /server: `running`, `draining` ...
    qint64 connections = 0;
    qint64 rooms = 0;
    qint64 users = 0;
    Milliseconds age{0}; //!< of the last heartbeat that this node knows of
    bool isThis = false;

    friend bool operator==(const ClusterNode &, const ClusterNode &) = default;
};

//! The cluster as one of its nodes sees it at a moment. A plain value, copied between threads.
struct ClusterStatus
{
    QString node; //!< the name of this node; empty: the server runs alone, and nothing else has a meaning
    bool isBrokerUp = false;
    QString reason;   //!< why the broker is down; empty: it has not been reached yet
    WallTime since{}; //!< when the broker went up or down
    std::optional<Nanoseconds>
        roundTrip;                  //!< of the last heartbeat to the broker; none: there was no answer yet
    Milliseconds lateAfter{0};      //!< a node whose heartbeat is older is late
    std::vector<ClusterNode> nodes; //!< in the order of their numbers; this one is among them

    bool isInCluster() const { return !node.isEmpty(); }

    friend bool operator==(const ClusterStatus &, const ClusterStatus &) = default;
};

} // namespace signalbox

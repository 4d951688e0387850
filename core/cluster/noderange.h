#pragma once

#include "core/base/id.h"

namespace signalbox {

//! The number of a node of a cluster, which is part of the ids of its connections: no two nodes use one at the same time.
//! An id has 53 bits, so that a double holds it exactly (JSON in JavaScript, scores in Redis): 13 of the node, 40 of the
//! connection.
using NodeNumber = quint64;

inline constexpr int ConnectionBits = 40;
inline constexpr NodeNumber MaxNode = (NodeNumber(1) << 13) - 1;
//! Numbers up to this one are given out by Redis, those above are for nodes that start while it cannot be reached.
inline constexpr NodeNumber MaxAssignedNode = MaxNode / 2;

constexpr NodeNumber nodeOf(ConnectionId id)
{
    return id.value() >> ConnectionBits;
}
//! The lowest id of \a node. Not used by a connection where node is 0.
constexpr ConnectionId firstIdOf(NodeNumber node)
{
    return ConnectionId(node << ConnectionBits);
}
constexpr ConnectionId lastIdOf(NodeNumber node)
{
    return ConnectionId(((node + 1) << ConnectionBits) - 1);
}

} // namespace signalbox

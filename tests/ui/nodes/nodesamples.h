#pragma once

#include "core/model/clusternode.h"

namespace signalbox {

inline ClusterNode nodeSample(quint64 number, const QString &name, Milliseconds age = Milliseconds(800))
{
    ClusterNode node;
    node.number = number;
    node.name = name;
    node.version = QStringLiteral("1.2.3");
    node.state = QStringLiteral("running");
    node.connections = qint64(number) * 1000;
    node.rooms = qint64(number) * 10;
    node.users = qint64(number) * 100;
    node.age = age;
    return node;
}

//! `north` (this one), `south` and `west`, with a broker that is up.
inline ClusterStatus clusterSample()
{
    ClusterStatus cluster;
    cluster.node = QStringLiteral("north");
    cluster.isBrokerUp = true;
    cluster.since = WallTime(Milliseconds(1'800'000'000'000));
    cluster.roundTrip = std::chrono::microseconds(420);
    cluster.lateAfter = Milliseconds(6000);
    cluster.nodes = {nodeSample(3, cluster.node, Milliseconds(0)), nodeSample(5, QStringLiteral("south")),
                     nodeSample(9, QStringLiteral("west"))};
    cluster.nodes[0].isThis = true;
    return cluster;
}

inline ClusterStatus outageSample()
{
    ClusterStatus cluster = clusterSample();
    cluster.isBrokerUp = false;
    cluster.reason = QStringLiteral("Connection refused");
    for (ClusterNode &node : cluster.nodes)
        node.age = Milliseconds(75'000);
    return cluster;
}

} // namespace signalbox

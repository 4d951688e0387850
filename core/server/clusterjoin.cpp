#include "core/server/clusterjoin.h"

#include "core/server/accesskeeper.h"
#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

#include <algorithm>

namespace signalbox {

namespace {

using namespace Qt::StringLiterals;

// A heartbeat is up to one interval old when this node asks for it, and two before it asks again.
constexpr int LateAfterBeats = 3;

QString stateOf(Readiness readiness)
{
    switch (readiness) {
    case Readiness::Ready:
        return u"running"_s;
    case Readiness::Draining:
        return u"draining"_s;
    case Readiness::NotListening:
        break;
    }
    return u"starting"_s;
}

//! Any thread.
ClusterNode describe(const QString &name, NodeNumber number, const SharedState &shared)
{
    ClusterNode node;
    node.number = number;
    node.name = name;
    node.version = QString::fromLatin1(SIGNALBOX_VERSION);
    node.state = stateOf(shared.readiness);
    for (const ServerCounters &counters : shared.counters.all()) {
        node.connections -= qint64(counters.ended.total()); // first: a difference is never negative
        node.connections += qint64(counters.accepted.total());
        node.rooms += counters.rooms.value();
        node.users += counters.users.value();
    }
    return node;
}

//! What the other nodes are told. Any thread.
QByteArray infoOf(const ClusterNode &node)
{
    const QJsonObject info{{u"node"_s, node.name},   {u"version"_s, node.version},
                           {u"state"_s, node.state}, {u"connections"_s, node.connections},
                           {u"rooms"_s, node.rooms}, {u"users"_s, node.users}};
    return QJsonDocument(info).toJson(QJsonDocument::Compact);
}

} // namespace

QString nodeNameOf(const Config &config, const Endpoint &listener)
{
    return config.cluster.isEnabled() && !config.cluster.node.isEmpty()
               ? config.cluster.node
               : QSysInfo::machineHostName() + u':' + QString::number(listener.port);
}

Result<std::unique_ptr<Cluster>> joinCluster(const Config &config, SharedState &shared,
                                             const Endpoint &listener, std::size_t threads,
                                             AccessKeeper &access, OwnerMailbox &mailbox)
{
    if (!config.cluster.isEnabled())
        return std::unique_ptr<Cluster>();
    ClusterSettings settings = config.cluster;
    settings.node = nodeNameOf(config, listener);
    shared.counters.provide(threads); // the broker's thread reads them
    Result<std::unique_ptr<Cluster>> joined = Cluster::start(
        settings, {threads,
                   [name = settings.node, &shared] { return infoOf(describe(name, 0, shared)); },
                   shared.brokerStatus,
                   shared.clusterNodes,
                   shared.publishTimes,
                   {&access, [&mailbox](std::function<void()> task) { mailbox.post(std::move(task)); }}});
    if (!joined)
        return joined;
    const NodeNumber number = (*joined)->node();
    shared.clusterNodes.setOwn(
        [name = settings.node, number, &shared] { return describe(name, number, shared); },
        std::min(LateAfterBeats * settings.heartbeat, settings.nodeTimeout));
    shared.connectionIds.startAt(firstIdOf(number));
    shared.directory = (*joined)->directory();
    shared.broker = (*joined)->broker();
    shared.userCaps.setDirectory(&(*joined)->userPlaces());
    access.join((*joined)->access(), settings.node);
    return joined;
}

void leaveCluster(std::unique_ptr<Cluster> &cluster, SharedState &shared, AccessKeeper &access)
{
    access.leave();
    shared.directory = {};
    shared.broker = {};
    shared.userCaps.setDirectory(nullptr);
    cluster.reset();
    shared.clusterNodes.setOwn({});
}

} // namespace signalbox

#include "core/server/clusterjoin.h"

#include "core/worker/sharedstate.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

namespace signalbox {

namespace {

using namespace Qt::StringLiterals;

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

//! What the other nodes are told. Any thread.
QByteArray infoOf(const QString &name, const SharedState &shared)
{
    qint64 connections = 0;
    qint64 rooms = 0;
    qint64 users = 0;
    for (const ServerCounters &counters : shared.counters.all()) {
        connections += qint64(counters.accepted.total()) - qint64(counters.ended.total());
        rooms += counters.rooms.value();
        users += counters.users.value();
    }
    const QJsonObject info{{u"node"_s, name},
                           {u"version"_s, QString::fromLatin1(SIGNALBOX_VERSION)},
                           {u"state"_s, stateOf(shared.readiness)},
                           {u"connections"_s, connections},
                           {u"rooms"_s, rooms},
                           {u"users"_s, users}};
    return QJsonDocument(info).toJson(QJsonDocument::Compact);
}

} // namespace

Result<std::unique_ptr<Cluster>> joinCluster(const Config &config, SharedState &shared,
                                             const Endpoint &listener, std::size_t threads)
{
    if (!config.cluster.isEnabled())
        return std::unique_ptr<Cluster>();
    const QString name = config.cluster.node.isEmpty()
                             ? QSysInfo::machineHostName() + u':' + QString::number(listener.port)
                             : config.cluster.node;
    shared.counters.provide(threads); // the broker's thread reads them
    Result<std::unique_ptr<Cluster>> joined =
        Cluster::start(config.cluster, {threads, [name, &shared] { return infoOf(name, shared); },
                                        shared.brokerStatus, shared.clusterNodes, shared.publishTimes});
    if (!joined)
        return joined;
    shared.connectionIds.startAt(firstIdOf((*joined)->node()));
    shared.directory = (*joined)->directory();
    shared.broker = (*joined)->broker();
    return joined;
}

void leaveCluster(std::unique_ptr<Cluster> &cluster, SharedState &shared)
{
    shared.directory = {};
    shared.broker = {};
    cluster.reset();
    shared.clusterNodes.set({});
}

} // namespace signalbox

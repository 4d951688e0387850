#include "core/server/serverstreams.h"

#include "core/cluster/clusterview.h"
#include "core/hub/shard.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/listwalks.h"
#include "core/worker/ownermailbox.h"

#include <QPointer>

namespace signalbox {

namespace {

// A filter that takes longer with so many rooms shows those that were found until then.
constexpr Milliseconds MaxRoomsTime{4000};

} // namespace

ServerStreams::ServerStreams(SharedState &shared, OwnerMailbox &mailbox)
    : m_mailbox(mailbox)
    , m_connections(
          source(&WorkerCore::collectConnections, &WorkerCore::acknowledgeConnections),
          [this](quint64 request) { postToAll([request](WorkerCore &core) { core.sendSnapshot(request); }); })
    , m_messages(source(&WorkerCore::collectMessages, &WorkerCore::acknowledgeMessages),
                 [this](const MessageWatch &watch) {
                     postToAll([watch](WorkerCore &core) { core.watchMessages(watch); });
                 })
    , m_closed(source(&WorkerCore::collectRefused, &WorkerCore::acknowledgeRefused), shared.recentlyClosed)
    , m_rooms([this](quint64 question, const std::vector<Query> &filters) {
        postToAll([this, question, filters](WorkerCore &core) {
            const WalkTerms terms{.deadline = Clock::now() + MaxRoomsTime};
            core.jobs().add(std::make_unique<FullestRoomsWalk>(
                core.hub().roomShard().rooms(), filters, RoomListStream::MaxRooms, terms,
                [this, question](WalkResult, std::vector<RoomList> &&lists) {
                    m_mailbox.postReport([this, question, lists = std::move(lists)]() mutable {
                        m_rooms.take(question, std::move(lists));
                    });
                }));
        });
    })
    , m_bans(shared.bans)
    , m_stats(shared.counters,
              [this](quint64 measurement) {
                  postToAll([this, measurement](WorkerCore &core) {
                      m_mailbox.postReport(
                          [this, measurement, stats = core.measure()] { m_stats.take(measurement, stats); });
                  });
              })
    , m_events(shared.eventLog)
    , m_nodes([&shared] { return clusterStatus(shared.clusterNodes, shared.brokerStatus); })
{
    m_connections.setDeliveryQueue(m_deliveries);
    m_messages.setDeliveryQueue(m_deliveries);
    m_closed.setDeliveryQueue(m_deliveries);
    m_rooms.setDeliveryQueue(m_deliveries);
    m_stats.setDeliveryQueue(m_deliveries);
    m_events.setDeliveryQueue(m_deliveries);
}

StreamSource ServerStreams::source(void (WorkerCore::*collect)(bool), void (WorkerCore::*acknowledge)())
{
    return {[this, collect] { postToAll([collect](WorkerCore &core) { (core.*collect)(true); }); },
            [this, collect] { postToAll([collect](WorkerCore &core) { (core.*collect)(false); }); },
            [this, acknowledge](std::size_t worker) {
                // The last batch may have come from a larger pool.
                if (m_pool && worker < m_pool->size())
                    m_pool->post(worker, [acknowledge](WorkerCore &core) { (core.*acknowledge)(); });
            }};
}

void ServerStreams::postToAll(const std::function<void(WorkerCore &)> &task)
{
    if (m_pool)
        m_pool->postToAll(task);
}

void ServerStreams::connectReports(WorkerReports &reports, std::size_t worker)
{
    reports.snapshot = [this, worker](quint64 request, ConnectionDelta &&snapshot) {
        m_mailbox.postReport([this, worker, request, snapshot = std::move(snapshot)] {
            m_connections.takeSnapshot(worker, request, snapshot);
        });
    };
    reports.delta = [this, worker](ConnectionDelta &&delta) {
        m_mailbox.postReport([this, worker, delta = std::move(delta)]() mutable {
            m_connections.take(worker, std::move(delta));
        });
    };
    reports.log = [this, worker](LogBatch &&batch) {
        m_mailbox.postReport([this, worker, batch = std::move(batch)]() mutable {
            m_messages.take(worker, std::move(batch));
        });
    };
    reports.logBacklog = m_messages.addBacklog(worker);
    reports.refused = [this, worker](ClosedBatch &&batch) {
        m_mailbox.postReport(
            [this, worker, batch = std::move(batch)]() mutable { m_closed.take(worker, std::move(batch)); });
    };
}

void ServerStreams::setPool(IoWorkerPool *pool)
{
    m_pool = pool;
    const std::size_t workers = pool ? pool->size() : 0;
    if (pool) {
        m_messages.restart();
        m_closed.restart();
    }
    m_rooms.setWorkers(workers);
    m_stats.setWorkers(workers);
    m_connections.setWorkers(workers);
}

void ServerStreams::endRun()
{
    const QPointer<ServerStreams> alive(this); // a slot may destroy the server
    m_messages.endRun();
    if (alive)
        m_closed.endRun();
}

void ServerStreams::requestDetails(ConnectionId connection)
{
    const auto report = [this](const ConnectionReport &answer) { Q_EMIT detailsReported(answer); };
    if (!m_pool) {
        m_mailbox.post([report, connection] { report({.id = connection}); });
        return;
    }
    m_pool->post(m_pool->workerOf(connection),
                 [this, report, connection, run = m_mailbox.runNumber()](WorkerCore &core) {
                     m_mailbox.post([this, report, run, answer = core.report(connection)] {
                         report(run == m_mailbox.runNumber() ? answer : ConnectionReport{.id = answer.id});
                     });
                 });
}

void ServerStreams::requestMembers(const QString &room)
{
    if (!m_pool) {
        m_mailbox.post([this, room] { Q_EMIT membersListed({room, {}, 0}); });
        return;
    }
    m_pool->post(shardOf(room, m_pool->size()), [this, room, run = m_mailbox.runNumber()](WorkerCore &core) {
        // Each request is answered, but not with the members of a former run.
        m_mailbox.post([this, run, members = core.hub().roomShard().membersOf(room, MaxMembers)] {
            Q_EMIT membersListed(run == m_mailbox.runNumber() ? members : RoomMembers{members.room, {}, 0});
        });
    });
}

} // namespace signalbox

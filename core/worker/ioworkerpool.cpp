#include "core/worker/ioworkerpool.h"

namespace signalbox {

IoWorkerPool::IoWorkerPool(std::size_t size)
    : m_loadBalancer(size)
    , m_ending(std::ptrdiff_t(size))
{
}

Result<std::unique_ptr<IoWorkerPool>> IoWorkerPool::create(std::size_t size,
                                                           const std::shared_ptr<const Config> &config,
                                                           const std::shared_ptr<const TlsContext> &tls,
                                                           SharedState &shared, const ReportsOf &reportsOf)
{
    std::unique_ptr<IoWorkerPool> made(new IoWorkerPool(size));
    IoWorkerPool &pool = *made;
    shared.counters.provide(size);
    shared.readiness = Readiness::NotListening;
    for (std::size_t index = 0; index < size; ++index) {
        WorkerContext context{
            index,
            pool,
            pool.m_loadBalancer,
            [&pool](std::size_t worker, auto acceptedSocket) { pool.handOver(worker, acceptedSocket); },
            [&pool](const UnfinishedHeads::Evicted &peer) { pool.evict(peer); },
            [&pool](ConnectionId connection) { pool.closeReplaced(connection); }};
        Result<std::unique_ptr<IoWorker>> worker =
            IoWorker::create(std::move(context), config, tls, shared, reportsOf(index), pool.m_ending);
        if (!worker) {
            pool.m_ending.count_down(std::ptrdiff_t(size - index)); // for those that do not exist
            return worker.error();
        }
        pool.m_workers.push_back(std::move(*worker));
    }
    return made;
}

IoWorkerPool::~IoWorkerPool()
{
    for (const auto &worker : m_workers)
        worker->end();
    m_workers.clear();
}

std::size_t IoWorkerPool::workerOf(ConnectionId connection) const
{
    return ConnectionIds::threadOf(connection, size());
}

void IoWorkerPool::post(std::size_t worker, std::function<void(WorkerCore &)> task)
{
    m_workers[worker]->post(std::move(task));
}

void IoWorkerPool::postToAll(const std::function<void(WorkerCore &)> &task)
{
    for (const auto &worker : m_workers)
        worker->post(task);
}

void IoWorkerPool::listen(std::vector<ListeningSocket> sockets)
{
    // A task must be copyable, sockets are not.
    const auto shared = std::make_shared<std::vector<ListeningSocket>>(std::move(sockets));
    post(AcceptingWorker, [shared](WorkerCore &core) { core.listen(std::move(*shared)); });
}

void IoWorkerPool::post(std::size_t thread, HubMessage &&message)
{
    if (!areAllEnding())
        m_workers[thread]->post(std::move(message));
}

bool IoWorkerPool::hasQueued(std::size_t thread) const
{
    return !areAllEnding() && m_workers[thread]->hasQueued();
}

void IoWorkerPool::handOver(std::size_t worker, const std::shared_ptr<AcceptedSocket> &acceptedSocket)
{
    if (!areAllEnding())
        post(worker, [acceptedSocket](WorkerCore &core) { core.take(acceptedSocket); });
}

void IoWorkerPool::evict(const UnfinishedHeads::Evicted &peer)
{
    if (!areAllEnding())
        post(peer.worker, [ticket = peer.ticket](WorkerCore &core) { core.evict(ticket); });
}

void IoWorkerPool::closeReplaced(ConnectionId connection)
{
    if (!areAllEnding())
        post(workerOf(connection), [connection](WorkerCore &core) { core.closeReplaced(connection); });
}

} // namespace signalbox

#pragma once

#include "core/hub/hubbus.h"
#include "core/worker/ioworker.h"
#include "core/worker/loadbalancer.h"

#include <functional>
#include <latch>
#include <memory>
#include <vector>

namespace signalbox {

//! The io workers of a running server, from its start to its stop. Created and destroyed by the owner's thread;
//! the destructor ends all connections at once and waits for the threads.
class IoWorkerPool final : private HubBus
{
public:
    //! Returns the callbacks of worker \a worker; called once for each, before it is created.
    using ReportsOf = std::function<WorkerReports(std::size_t worker)>;

    //! All workers run when this returns; none listens yet. \a shared outlives the pool and is used by no other
    //! pool meanwhile. Fails with Busy when the system gives the process too few threads or descriptors.
    static Result<std::unique_ptr<IoWorkerPool>> create(std::size_t size,
                                                        const std::shared_ptr<const Config> &config,
                                                        const std::shared_ptr<const TlsContext> &tls,
                                                        SharedState &shared, const ReportsOf &reportsOf);
    ~IoWorkerPool();
    Q_DISABLE_COPY_MOVE(IoWorkerPool)

    std::size_t size() const { return m_loadBalancer.size(); }
    //! The worker that may have \a connection.
    std::size_t workerOf(ConnectionId connection) const;

    //! Owner's thread: \a task runs on the thread of \a worker, in the order of posting.
    void post(std::size_t worker, std::function<void(WorkerCore &)> task);
    void postToAll(const std::function<void(WorkerCore &)> &task);
    //! Carries requests and deliveries between the hubs of the workers.
    HubBus &bus() { return *this; }
    //! The worker that accepts connections for all.
    static constexpr std::size_t AcceptingWorker = 0;
    void listen(std::vector<ListeningSocket> sockets);

private:
    explicit IoWorkerPool(std::size_t size);
    std::size_t threadCount() const override { return size(); }
    void post(std::size_t thread, HubMessage &&message) override;
    bool hasQueued(std::size_t thread) const override;
    void handOver(std::size_t worker, const std::shared_ptr<AcceptedSocket> &acceptedSocket);
    void evict(const UnfinishedHeads::Evicted &peer);
    void closeReplaced(ConnectionId connection);
    //! The mailboxes are destroyed once all workers have arrived at the latch: what an io thread posts to another
    //! then is dropped. A worker that posts before has not arrived, so that they stay until it has posted.
    bool areAllEnding() const { return m_ending.try_wait(); }

    LoadBalancer m_loadBalancer;
    std::latch m_ending;
    std::vector<std::unique_ptr<IoWorker>> m_workers;
};

} // namespace signalbox

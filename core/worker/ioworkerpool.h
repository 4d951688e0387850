#pragma once

#include "core/hub/hubbus.h"
#include "core/worker/ioworker.h"
#include "core/worker/loadbalancer.h"

#include <functional>
#include <latch>
#include <memory>
#include <vector>

namespace signalbox {

//! The io workers of a running server, from its start to its stop, and how they reach each other. Made and
//! destroyed by the owner's thread; the destructor ends everything at once and waits for the threads.
class IoWorkerPool final : private HubBus
{
public:
    //! What worker \a worker shall report to; asked once for each, before it is made.
    using ReportsOf = std::function<WorkerReports(std::size_t worker)>;

    //! All are ready when this returns; nobody listens yet. \a shared outlives the pool and has nobody else
    //! working with it.
    IoWorkerPool(std::size_t size, const std::shared_ptr<const Config> &config,
                 const std::shared_ptr<const TlsContext> &tls, SharedState &shared,
                 const ReportsOf &reportsOf);
    ~IoWorkerPool();
    Q_DISABLE_COPY_MOVE(IoWorkerPool)

    std::size_t size() const { return m_loadBalancer.size(); }
    //! The worker that may have \a connection.
    std::size_t workerOf(ConnectionId connection) const;

    //! Owner's thread: \a task runs on the thread of \a worker, in the order of posting.
    void post(std::size_t worker, std::function<void(WorkerCore &)> task);
    void postToAll(const std::function<void(WorkerCore &)> &task);
    //! For what hubs say to each other.
    HubBus &bus() { return *this; }
    //! The worker that accepts, for all.
    static constexpr std::size_t AcceptingWorker = 0;
    void listen(std::vector<ListeningSocket> sockets);

private:
    std::size_t threadCount() const override { return size(); }
    void post(std::size_t thread, std::function<void(Hub &)> task) override;
    void handOver(std::size_t worker, const std::shared_ptr<AcceptedSocket> &acceptedSocket);
    //! Posts from worker to worker; drops what comes when they all end.
    void pass(std::size_t worker, std::function<void(WorkerCore &)> task);

    LoadBalancer m_loadBalancer;
    std::latch m_ending;
    std::vector<std::unique_ptr<IoWorker>> m_workers;
};

} // namespace signalbox

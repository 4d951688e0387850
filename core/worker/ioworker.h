#pragma once

#include "core/worker/workercore.h"

#include <functional>
#include <latch>
#include <memory>
#include <semaphore>
#include <thread>

namespace signalbox {

//! One io thread and the WorkerCore that lives on it. Created, ended and destroyed by the owner's thread.
//!
//! The workers of a pool post to each other until they end, so they end in two steps: each leaves its loop and
//! ends its connections, which may still post to other workers; when all workers have done so, each destroys
//! its core. Tasks posted meanwhile are dropped.
class IoWorker final
{
public:
    //! Returns when the thread runs. \a ending is shared by the workers of a pool and counts as many as they are; one
    //! that could not be created does not count down. Fails with Busy when the system gives the process no further
    //! thread or descriptor.
    static Result<std::unique_ptr<IoWorker>>
    create(WorkerContext context, std::shared_ptr<const Config> config, std::shared_ptr<const TlsContext> tls,
           SharedState &shared, WorkerReports reports, std::latch &ending);
    //! Waits for the thread. end() must have been called for all workers of the pool.
    ~IoWorker();
    Q_DISABLE_COPY_MOVE(IoWorker)

    //! Runs \a task on the io thread, in the order of posting. Called on the owner's thread, and on io threads
    //! that have not finished their first step of ending.
    void post(std::function<void(WorkerCore &)> task);
    //! Queues \a message for the hub of the io thread, first in first out. Callers as above.
    void post(HubMessage &&message);
    //! Whether the hub has such messages to handle. Called on the io thread.
    bool hasQueued() const { return !m_core->hubInbox().isEmpty(); }
    //! Ends all connections at once and then the loop, after the tasks posted before.
    void end();

private:
    IoWorker() = default;
    void run(WorkerContext context, std::shared_ptr<const Config> config,
             std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports,
             std::latch &ending);

    WorkerCore *m_core = nullptr; //!< lives in run(); null after m_ready: the thread has failed, and ends
    std::binary_semaphore m_ready{0};
    //! Not a QThread: ThreadSanitizer does not see its locks. A QEventLoop runs in any thread.
    std::thread m_thread;
};

} // namespace signalbox

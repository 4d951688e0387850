#pragma once

#include "core/worker/workercore.h"

#include <functional>
#include <latch>
#include <memory>
#include <semaphore>
#include <thread>

namespace signalbox {

//! One io thread and the core that lives on it. Made, told to end and destroyed by the owner's thread.
//!
//! Workers of a pool post to each other until they end, so they end in two steps: each leaves its loop and
//! ends its connections, which may still be told to others; when all have come that far, each destroys its
//! core. What was posted meanwhile is dropped.
class IoWorker final
{
public:
    //! Ready when made. \a ending: one for all workers of a pool, counts as many as they are.
    IoWorker(WorkerContext context, std::shared_ptr<const Config> config,
             std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports,
             std::latch &ending);
    //! After end() of all workers of the pool; waits for the thread.
    ~IoWorker();
    Q_DISABLE_COPY_MOVE(IoWorker)

    //! Runs \a task on the io thread, in the order of posting. The owner's thread, and io threads that have
    //! not come to the end of their first step.
    void post(std::function<void(WorkerCore &)> task);
    //! Ends everything there at once, behind what was posted.
    void end();

private:
    void run(WorkerContext context, std::shared_ptr<const Config> config,
             std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports,
             std::latch &ending);

    WorkerCore *m_core = nullptr; //!< lives in run()
    std::binary_semaphore m_ready{0};
    std::thread
        m_thread; // not QThread, whose locks a ThreadSanitizer cannot see; a QEventLoop runs in any thread
};

} // namespace signalbox

#pragma once

#include "core/server/workercore.h"

#include <functional>
#include <memory>
#include <semaphore>
#include <thread>

namespace signalbox {

//! One io thread and the core that lives on it. Made and destroyed by the owner's thread; the destructor ends
//! everything at once and waits for the thread.
class IoWorker final
{
public:
    IoWorker(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports);
    ~IoWorker();
    Q_DISABLE_COPY_MOVE(IoWorker)

    //! Runs \a task on the io thread, in the order of posting. Any thread.
    void post(std::function<void(WorkerCore &)> task);

private:
    void run(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports);

    WorkerCore *m_core = nullptr; //!< lives in run()
    std::binary_semaphore m_ready{0};
    std::thread
        m_thread; // not QThread, whose locks a ThreadSanitizer cannot see; a QEventLoop runs in any thread
};

} // namespace signalbox

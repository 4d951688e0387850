#pragma once

#include "core/server/workercore.h"

#include <QSemaphore>
#include <QThread>

#include <functional>
#include <memory>

namespace signalbox {

//! One io thread and the core that lives on it. Made and destroyed by the owner's thread; the destructor ends
//! everything at once and waits for the thread.
class IoWorker final : private QThread
{
public:
    IoWorker(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports);
    ~IoWorker() override;

    //! Runs \a task on the io thread, in the order of posting. Any thread.
    void post(std::function<void(WorkerCore &)> task);

private:
    void run() override;

    std::shared_ptr<const Config> m_config;
    SharedState &m_shared;
    WorkerReports m_reports;
    QSemaphore m_ready;
    std::unique_ptr<WorkerCore> m_core; //!< made and destroyed in run()
};

} // namespace signalbox

#include "core/server/ioworker.h"

#include <csignal>

namespace signalbox {

namespace {

// Signals are the main thread's business: a drain must not begin in the middle of a turn of ours.
void blockSystemSignals()
{
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace

IoWorker::IoWorker(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports)
    : m_config(std::move(config))
    , m_shared(shared)
    , m_reports(std::move(reports))
{
    setObjectName(QStringLiteral("io 0"));
    start();
    m_ready.acquire();
}

IoWorker::~IoWorker()
{
    post([](WorkerCore &) { QThread::currentThread()->quit(); });
    wait();
}

void IoWorker::post(std::function<void(WorkerCore &)> task)
{
    m_core->loop().post([core = m_core.get(), task = std::move(task)] { task(*core); });
}

void IoWorker::run()
{
    blockSystemSignals();
    m_core = std::make_unique<WorkerCore>(m_config, m_shared, m_reports);
    m_ready.release();
    exec();
    m_core.reset();
}

} // namespace signalbox

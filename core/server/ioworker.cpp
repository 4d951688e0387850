#include "core/server/ioworker.h"

#include <QEventLoop>

#include <pthread.h>

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
{
    m_thread = std::thread([this, config = std::move(config), &shared, reports = std::move(reports)] {
        run(config, shared, reports);
    });
    m_ready.acquire();
}

IoWorker::~IoWorker()
{
    post([](WorkerCore &core) { core.quit(); });
    m_thread.join();
}

void IoWorker::post(std::function<void(WorkerCore &)> task)
{
    m_core->loop().post([core = m_core, task = std::move(task)] { task(*core); });
}

void IoWorker::run(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports)
{
    blockSystemSignals();
    ::pthread_setname_np(::pthread_self(), "signalbox io");
    QEventLoop events; // first: it makes the dispatcher that the core's loop hangs on
    WorkerCore core(std::move(config), shared, std::move(reports));
    QObject::connect(&core, &WorkerCore::finished, &events, &QEventLoop::quit);
    m_core = &core;
    m_ready.release();
    events.exec();
}

} // namespace signalbox

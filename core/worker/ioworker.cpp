#include "core/worker/ioworker.h"

#include "core/loop/iodispatcher.h"

#include <QEventLoop>

#include <pthread.h>

#include <csignal>
#include <string>

namespace signalbox {

namespace {

// Signals are handled on the main thread only.
void blockSystemSignals()
{
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace

IoWorker::IoWorker(WorkerContext context, std::shared_ptr<const Config> config,
                   std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports,
                   std::latch &ending)
{
    m_thread = std::thread([this, context = std::move(context), config = std::move(config),
                            tls = std::move(tls), &shared, reports = std::move(reports),
                            &ending] { run(context, config, tls, shared, reports, ending); });
    m_ready.acquire();
}

IoWorker::~IoWorker()
{
    m_thread.join();
}

void IoWorker::post(std::function<void(WorkerCore &)> task)
{
    m_core->loop().post([core = m_core, task = std::move(task)] { task(*core); });
}

void IoWorker::post(HubMessage &&message)
{
    m_core->hubInbox().post(std::move(message));
}

void IoWorker::end()
{
    post([](WorkerCore &core) { core.quit(); });
}

void IoWorker::run(WorkerContext context, std::shared_ptr<const Config> config,
                   std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports,
                   std::latch &ending)
{
    blockSystemSignals();
    // At most 15 characters: pthread_setname_np(3).
    const std::string name = "signalbox io" + std::to_string(context.index);
    ::pthread_setname_np(::pthread_self(), name.c_str());
    IoLoop &loop = IoDispatcher::install(); // before Qt installs a dispatcher of its own
    QEventLoop events;
    WorkerCore core(loop, std::move(context), std::move(config), std::move(tls), shared, std::move(reports));
    QObject::connect(&core, &WorkerCore::finished, &events, &QEventLoop::quit);
    m_core = &core;
    m_ready.release();
    events.exec();
    core.end();
    ending.arrive_and_wait();
}

} // namespace signalbox

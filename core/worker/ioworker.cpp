#include "core/worker/ioworker.h"

#include "core/base/thread.h"
#include "core/loop/iodispatcher.h"

#include <QEventLoop>

#include <string>

namespace signalbox {

Result<std::unique_ptr<IoWorker>> IoWorker::create(WorkerContext context,
                                                   std::shared_ptr<const Config> config,
                                                   std::shared_ptr<const TlsContext> tls, SharedState &shared,
                                                   WorkerReports reports, std::latch &ending)
{
    std::unique_ptr<IoWorker> worker(new IoWorker);
    const std::string name = "signalbox io" + std::to_string(context.index);
    Result<std::thread> thread = startThread(
        name.c_str(), [worker = worker.get(), context = std::move(context), config = std::move(config),
                       tls = std::move(tls), &shared, reports = std::move(reports),
                       &ending] { worker->run(context, config, tls, shared, reports, ending); });
    if (!thread)
        return thread.error();
    worker->m_thread = std::move(*thread);
    worker->m_ready.acquire();
    if (!worker->m_core)
        return Error{Error::Code::Busy, QStringLiteral("cannot start an io thread: too many open files")};
    return worker;
}

IoWorker::~IoWorker()
{
    if (m_thread.joinable())
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
    IoLoop *const loop = IoDispatcher::install(); // before Qt installs a dispatcher of its own
    if (!loop) {
        m_ready.release();
        return;
    }
    QEventLoop events;
    WorkerCore core(*loop, std::move(context), std::move(config), std::move(tls), shared, std::move(reports));
    QObject::connect(&core, &WorkerCore::finished, &events, &QEventLoop::quit);
    m_core = &core;
    m_ready.release();
    events.exec();
    core.end();
    ending.arrive_and_wait();
}

} // namespace signalbox

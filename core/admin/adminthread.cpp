#include "core/admin/adminthread.h"

#include "core/admin/adminport.h"
#include "core/base/thread.h"
#include "core/loop/iodispatcher.h"

#include <QEventLoop>

namespace signalbox {

Result<std::unique_ptr<AdminThread>> AdminThread::create(MakePort make)
{
    std::unique_ptr<AdminThread> admin(new AdminThread);
    Result<std::thread> thread =
        startThread("signalbox admin", [admin = admin.get(), make = std::move(make)] { admin->run(make); });
    if (!thread)
        return thread.error();
    admin->m_thread = std::move(*thread);
    admin->m_ready.acquire();
    if (!admin->m_post)
        return Error{Error::Code::Busy, QStringLiteral("cannot start the admin thread: too many open files")};
    return admin;
}

AdminThread::~AdminThread()
{
    if (m_post)
        m_post->post([this] { m_quit(); });
    if (m_thread.joinable())
        m_thread.join();
}

void AdminThread::post(std::function<void(AdminPort &)> task) const
{
    m_post->post([this, task = std::move(task)] { task(*m_port); });
}

void AdminThread::run(const MakePort &make)
{
    IoLoop *const loop = IoDispatcher::install(); // before Qt installs a dispatcher of its own
    if (!loop) {
        m_ready.release();
        return;
    }
    QEventLoop events;
    std::unique_ptr<AdminPort> port = make(*loop);
    m_port = port.get();
    m_quit = [&events] { events.quit(); };
    m_post.emplace(*loop);
    m_ready.release();
    events.exec();
    // The handlers first: what they wait for may hold on to them. Then nothing is posted here any more.
    port.reset();
    m_post->close();
}

} // namespace signalbox

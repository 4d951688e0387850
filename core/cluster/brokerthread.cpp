#include "core/cluster/brokerthread.h"

#include "core/base/postedtasks.h"
#include "core/base/thread.h"

#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>

#include <semaphore>
#include <utility>

namespace signalbox {

Result<std::unique_ptr<BrokerThread>> BrokerThread::create()
{
    std::unique_ptr<BrokerThread> made(new BrokerThread);
    std::binary_semaphore started(0);
    Result<std::thread> thread = startThread("signalbox brkr", [thread = made.get(), &started] {
        QEventLoop loop;
        PostedTasks tasks;
        thread->m_loop = &loop;
        thread->m_tasks = &tasks;
        started.release();
        loop.exec();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // nobody else would delete them
    });
    if (!thread)
        return thread.error();
    made->m_thread = *std::move(thread);
    started.acquire();
    return made;
}

BrokerThread::~BrokerThread()
{
    if (!m_thread.joinable())
        return;
    post([loop = m_loop] { loop->quit(); });
    m_thread.join();
}

void BrokerThread::post(std::function<void()> task) const
{
    m_tasks->post(std::move(task));
}

void BrokerThread::run(const std::function<void()> &task) const
{
    std::binary_semaphore done(0);
    post([&] {
        task();
        done.release();
    });
    done.acquire();
}

} // namespace signalbox

#pragma once

#include "core/base/result.h"

#include <QtGlobal>

#include <functional>
#include <memory>
#include <thread>

class QEventLoop;

namespace signalbox {

class PostedTasks;

//! The thread of a broker on another machine, with Qt's event loop, which sockets with TLS and name look-ups by Qt need.
class BrokerThread final
{
public:
    //! Fails with Busy when the system has no thread left.
    static Result<std::unique_ptr<BrokerThread>> create();
    //! Runs what is posted, and waits for the thread to end.
    ~BrokerThread();
    Q_DISABLE_COPY_MOVE(BrokerThread)

    //! Runs \a task on the thread, in the order of posting. Any thread.
    void post(std::function<void()> task) const;
    //! The same, and waits until it has run. Any other thread.
    void run(const std::function<void()> &task) const;

private:
    BrokerThread() = default;

    std::thread m_thread;
    QEventLoop *m_loop = nullptr; //!< lives on the thread, as its tasks
    PostedTasks *m_tasks = nullptr;
};

} // namespace signalbox

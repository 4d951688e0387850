#pragma once

#include <QObject>

#include <functional>
#include <mutex>
#include <vector>

class QAbstractEventDispatcher;

namespace signalbox {

//! Tasks for a thread with Qt's event loop, in the order of posting. Instead of Qt's event queue, because ThreadSanitizer sees the
//! lock of this one, and does not see those of Qt's libraries.
class PostedTasks final
{
public:
    //! Runs them on the current thread, which has a QEventLoop that outlives it.
    PostedTasks();
    //! Drops what has not run.
    ~PostedTasks();
    Q_DISABLE_COPY_MOVE(PostedTasks)

    //! Any thread.
    void post(std::function<void()> task);

private:
    void run();

    QAbstractEventDispatcher *m_dispatcher;
    QObject m_context; //!< of the connection
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_tasks;
};

} // namespace signalbox

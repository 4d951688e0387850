#pragma once

#include "core/base/uniquefd.h"

#include <QtGlobal>

#include <functional>
#include <mutex>
#include <vector>

namespace signalbox {

//! A queue of tasks for one thread, first in, first out. Any number of threads post; one wake-up for all
//! tasks that are queued.
class Mailbox
{
public:
    using Task = std::function<void()>;

    Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    //! Any thread. Blocks only while another post() or take() holds the lock.
    void post(Task task);

    //! Becomes readable when there are tasks.
    int descriptor() const { return m_event.get(); }
    //! Removes and returns all tasks, in order. Owner's thread.
    std::vector<Task> take();
    //! Runs what take() returns; tasks posted meanwhile wait for the next call. Owner's thread.
    void run();

private:
    UniqueFd m_event;
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
};

} // namespace signalbox

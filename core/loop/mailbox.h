#pragma once

#include "core/base/uniquefd.h"

#include <QtGlobal>

#include <functional>
#include <mutex>
#include <vector>

namespace signalbox {

//! Work handed to a thread, first in first out. Many threads post, one takes; one wake-up however many posts.
class Mailbox
{
public:
    using Task = std::function<void()>;

    Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    //! Any thread. Never blocks but for the moment another post takes.
    void post(Task task);

    //! Becomes readable when there is work.
    int descriptor() const { return m_event.get(); }
    //! Everything posted until now, in order. Owner's thread.
    std::vector<Task> take();
    //! Runs what take() gives; what is posted meanwhile waits for the next call. Owner's thread.
    void run();

private:
    UniqueFd m_event;
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
};

} // namespace signalbox

#pragma once

#include "core/loop/mailbox.h"

#include <memory>
#include <mutex>

namespace signalbox {

class IoLoop;

//! Posts tasks to the thread of an IoLoop that may have ended: then they are dropped. A handle: copies are for the same
//! loop. Any thread.
class LoopPost final
{
public:
    //! Called on the thread of \a loop.
    explicit LoopPost(IoLoop &loop);

    //! Runs \a task on the thread, in the order of posting, or drops it.
    void post(Mailbox::Task task) const;
    //! Drops all tasks from now on. Called on the thread of the loop, before the loop ends.
    void close() const;

private:
    struct State
    {
        std::mutex mutex;
        IoLoop *loop = nullptr; //!< null: closed
    };
    std::shared_ptr<State> m_state;
};

} // namespace signalbox

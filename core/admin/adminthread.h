#pragma once

#include "core/base/result.h"
#include "core/loop/looppost.h"

#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <thread>

namespace signalbox {

class AdminPort;
class IoLoop;

//! The thread of the admin port and all its handlers, with an IoLoop of its own: formatting JSON and metrics delays neither
//! io threads nor the window. Created and destroyed by the owner's thread. It starts after the io threads and ends before
//! them, so that it may post to them during its whole life; what they post to it after its end is dropped.
class AdminThread final
{
public:
    using MakePort = std::function<std::unique_ptr<AdminPort>(IoLoop &loop)>;

    //! Returns when the port accepts. \a make is called on the new thread. Fails with Busy when the system gives the
    //! process no further thread or descriptor.
    static Result<std::unique_ptr<AdminThread>> create(MakePort make);
    //! Ends all connections at once and waits for the thread.
    ~AdminThread();
    Q_DISABLE_COPY_MOVE(AdminThread)

    //! Runs \a task on the admin thread, in the order of posting. Any thread, and also after the end (then it is dropped).
    void post(std::function<void(AdminPort &)> task) const;

private:
    AdminThread() = default;
    void run(const MakePort &make);

    std::optional<LoopPost> m_post; //!< nothing after m_ready: the thread has failed, and ends
    AdminPort *m_port = nullptr;    //!< lives in run(); only used there
    std::function<void()> m_quit;   //!< on the admin thread
    std::binary_semaphore m_ready{0};
    std::thread m_thread;
};

} // namespace signalbox

#pragma once

#include "core/loop/mailbox.h"

#include "core/base/clock.h"

#include <QSocketNotifier>
#include <QTimer>

#include <atomic>
#include <deque>

namespace signalbox {

//! Tasks for the thread that owns a server, first in first out, with one wake-up for any number of posts.
//! Created and destroyed on that thread, where the tasks run in its event loop, also in a nested loop of a task
//! (such as a dialog's) and still in order. Tasks that are left when it is destroyed are dropped.
//! Tasks run for at most a budget before the event loop goes on with what else is due, such as a window's input, and
//! continue afterwards.
class OwnerMailbox final
{
public:
    static constexpr Milliseconds DefaultBudget{4};

    //! \a budget ends a pass behind the task with which it is used up.
    explicit OwnerMailbox(Milliseconds budget = DefaultBudget);

    //! Returns false if the process was out of descriptors when this was created: no task would run.
    bool isUsable() const { return m_mailbox.descriptor() >= 0; }

    //! Any thread.
    void post(Mailbox::Task task) { m_mailbox.post(std::move(task)); }
    //! The same for reports of io threads: \a task is dropped if the run in which it was posted has ended.
    void postReport(Mailbox::Task task);

    //! The number of the server's run, which lasts from its start to its stop. Owner's thread.
    quint64 runNumber() const { return m_runNumber.load(std::memory_order_relaxed); }
    //! Ends the run. Its io threads have ended before. Owner's thread.
    void endRun() { m_runNumber.store(runNumber() + 1, std::memory_order_relaxed); }
    //! Runs all that was posted up to now, also within a task. Owner's thread.
    void runPosted();

private:
    void takePosted();
    void runOne();
    void runPass();

    Milliseconds m_budget;
    Mailbox m_mailbox;
    std::deque<Mailbox::Task> m_due;
    std::atomic<quint64> m_runNumber{0};
    QSocketNotifier m_notifier;
    QTimer m_nextPass; //!< active while a pass has left tasks
};

} // namespace signalbox

#pragma once

#include "core/loop/mailbox.h"

#include <QSocketNotifier>

#include <deque>

namespace signalbox {

//! What io threads have for the thread that owns a server: first in first out, one wake-up however many
//! posts. Made and destroyed on the owner's thread, where the tasks run in its event loop - also in a loop
//! within a task, such as a dialog's, and still in order. What waits at the end is dropped.
class OwnerMailbox final
{
public:
    OwnerMailbox();

    //! Any thread.
    void post(Mailbox::Task task) { m_mailbox.post(std::move(task)); }

private:
    void run();

    Mailbox m_mailbox;
    std::deque<Mailbox::Task> m_due;
    QSocketNotifier m_notifier;
};

} // namespace signalbox

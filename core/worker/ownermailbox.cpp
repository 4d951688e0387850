#include "core/worker/ownermailbox.h"

#include <QPointer>

namespace signalbox {

OwnerMailbox::OwnerMailbox()
    : m_notifier(m_mailbox.descriptor(), QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { runPosted(); });
}

void OwnerMailbox::postReport(Mailbox::Task task)
{
    // The io threads of a run end before endRun() and those of the next one are created after it.
    const quint64 run = m_runNumber.load(std::memory_order_relaxed);
    post([this, run, task = std::move(task)] {
        if (run == runNumber())
            task();
    });
}

void OwnerMailbox::runPosted()
{
    for (Mailbox::Task &task : m_mailbox.take())
        m_due.push_back(std::move(task));
    const QPointer<QSocketNotifier> alive(&m_notifier); // a task may destroy the server and this mailbox
    while (alive && !m_due.empty()) {
        const Mailbox::Task task = std::move(m_due.front());
        m_due.pop_front();
        task();
    }
}

} // namespace signalbox

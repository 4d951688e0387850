#include "core/worker/ownermailbox.h"

#include <QPointer>

namespace signalbox {

OwnerMailbox::OwnerMailbox(Milliseconds budget)
    : m_budget(budget)
    , m_notifier(m_mailbox.descriptor(), QSocketNotifier::Read)
{
    m_nextPass.setSingleShot(true);
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { runPass(); });
    QObject::connect(&m_nextPass, &QTimer::timeout, &m_notifier, [this] { runPass(); });
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

void OwnerMailbox::takePosted()
{
    for (Mailbox::Task &task : m_mailbox.take())
        m_due.push_back(std::move(task));
}

void OwnerMailbox::runOne()
{
    const Mailbox::Task task = std::move(m_due.front());
    m_due.pop_front();
    task();
}

void OwnerMailbox::runPosted()
{
    takePosted();
    const QPointer<QSocketNotifier> alive(&m_notifier); // a task may destroy the server and this mailbox
    while (alive && !m_due.empty())
        runOne();
}

void OwnerMailbox::runPass()
{
    takePosted();
    const QPointer<QSocketNotifier> alive(&m_notifier);
    const TimePoint end = Clock::now() + m_budget;
    while (alive && !m_due.empty()) {
        runOne();
        if (alive && !m_due.empty() && Clock::now() >= end) {
            m_nextPass.start(0);
            return;
        }
    }
}

} // namespace signalbox

#include "core/worker/ownermailbox.h"

#include <QPointer>

namespace signalbox {

OwnerMailbox::OwnerMailbox()
    : m_notifier(m_mailbox.descriptor(), QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { run(); });
}

void OwnerMailbox::run()
{
    for (Mailbox::Task &task : m_mailbox.take())
        m_due.push_back(std::move(task));
    const QPointer<QSocketNotifier> alive(&m_notifier); // a slot at the end of a task may destroy the server
    while (alive && !m_due.empty()) {
        const Mailbox::Task task = std::move(m_due.front());
        m_due.pop_front();
        task();
    }
}

} // namespace signalbox

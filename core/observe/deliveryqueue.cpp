#include "core/observe/deliveryqueue.h"

#include <utility>

namespace signalbox {

DeliveryQueue::DeliveryQueue(Milliseconds budget)
    : m_budget(budget)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0); // other events come first
    QObject::connect(&m_turn, &QTimer::timeout, &m_turn, [this] { runTurn(); });
}

void DeliveryQueue::add(QObject *receiver, std::function<void()> deliver)
{
    m_entries.push_back({receiver, std::move(deliver)});
    if (!m_turn.isActive())
        m_turn.start();
}

void DeliveryQueue::runTurn()
{
    const QPointer<QTimer> alive(&m_turn);
    const TimePoint end = Clock::now() + m_budget;
    // A delivery may run an event loop: while it does, the others go on in the turns of that one.
    m_turn.start();
    while (alive && !m_entries.empty()) {
        const Entry entry = std::move(m_entries.front());
        m_entries.pop_front();
        if (!entry.receiver)
            continue;
        entry.deliver();
        if (alive && Clock::now() >= end)
            return;
    }
    if (alive)
        m_turn.stop();
}

} // namespace signalbox

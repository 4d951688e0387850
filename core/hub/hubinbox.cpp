#include "core/hub/hubinbox.h"

#include "core/base/timebudget.h"

#include <utility>

namespace signalbox {

namespace {

constexpr std::size_t MaxKeptCapacity = 1024; // messages; a burst above it returns its memory

} // namespace

HubInbox::HubInbox(HubMessageHandler &handler, std::function<void()> wake)
    : m_handler(handler)
    , m_wake(std::move(wake))
{
}

void HubInbox::post(HubMessage &&message)
{
    bool wasEmpty = false;
    {
        const std::lock_guard lock(m_mutex);
        wasEmpty = m_messages.empty();
        m_messages.push_back(std::move(message));
        m_hasNew = true;
    }
    if (wasEmpty)
        m_wake();
}

void HubInbox::run()
{
    if (m_handled == m_taken.size()) {
        m_handled = 0;
        m_taken.clear();
        if (m_taken.capacity() > MaxKeptCapacity)
            m_taken = {};
        const std::lock_guard lock(m_mutex);
        m_taken.swap(m_messages);
        m_hasNew = false;
    }
    TimeBudget budget(MaxRun, Clock::now());
    while (m_handled < m_taken.size()) {
        m_handler.receive(std::move(m_taken[m_handled++]));
        if (budget.isUsedUp())
            break;
    }
    if (m_handled < m_taken.size())
        m_wake();
}

} // namespace signalbox

#include "core/hub/hubinbox.h"

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
    }
    constexpr std::size_t MessagesAClock = 4; // one can be the broadcast to a large room
    const TimePoint until = Clock::now() + MaxRun;
    for (std::size_t count = 1; m_handled < m_taken.size(); ++count) {
        m_handler.receive(std::move(m_taken[m_handled++]));
        if (count % MessagesAClock == 0 && Clock::now() >= until)
            break;
    }
    if (m_handled < m_taken.size())
        m_wake();
}

} // namespace signalbox

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
    {
        const std::lock_guard lock(m_mutex);
        m_handled.swap(m_messages);
    }
    for (HubMessage &message : m_handled)
        m_handler.receive(std::move(message));
    if (m_handled.capacity() > MaxKeptCapacity)
        m_handled = {};
    m_handled.clear();
}

} // namespace signalbox

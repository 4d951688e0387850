#include "core/loop/looppost.h"

#include "core/loop/ioloop.h"

namespace signalbox {

LoopPost::LoopPost(IoLoop &loop)
    : m_state(std::make_shared<State>())
{
    m_state->loop = &loop;
}

void LoopPost::post(Mailbox::Task task) const
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->loop)
        m_state->loop->post(std::move(task));
}

void LoopPost::close() const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->loop = nullptr;
}

} // namespace signalbox

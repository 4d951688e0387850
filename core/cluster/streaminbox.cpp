#include "core/cluster/streaminbox.h"

#include <utility>

namespace signalbox {

StreamInbox::StreamInbox(IoLoop &loop, quint64 run, Handlers handlers)
    : m_run(run)
    , m_post(loop)
    , m_handlers(std::move(handlers))
{
}

void StreamInbox::close()
{
    m_post.close();
    m_isClosed = true;
}

void StreamInbox::remove(qint64 bytes)
{
    if (m_backpressure.remove(bytes) && !m_isClosed)
        m_handlers.drained();
}

void StreamInbox::add(StreamEvent &&event, qint64 bytes)
{
    constexpr qint64 Overhead = 256; // of an event
    event.bytes = bytes + Overhead;
    m_backpressure.add(event.bytes);
    m_events.push_back(std::move(event));
}

void StreamInbox::flush()
{
    if (m_events.empty())
        return;
    // A task must be copyable.
    auto events = std::make_shared<std::vector<StreamEvent>>(std::exchange(m_events, {}));
    m_post.post([self = shared_from_this(), events] {
        if (!self->m_isClosed)
            self->m_handlers.events(std::move(*events));
    });
}

} // namespace signalbox

#include "core/worker/embedderrelay.h"

namespace signalbox {

EmbedderRelay::EmbedderRelay(IoLoop &loop, const ConnectedSignals &connectedSignals, Deliver deliver)
    : m_loop(loop)
    , m_connectedSignals(connectedSignals)
    , m_deliver(std::move(deliver))
{
}

void EmbedderRelay::opened(const Connection &connection)
{
    if (m_connectedSignals.opened.load(std::memory_order_relaxed))
        push(OpenedEvent{connection.info()});
}

void EmbedderRelay::message(Connection &connection, Opcode opcode, const QByteArray &payload)
{
    if (!m_connectedSignals.messages.load(std::memory_order_relaxed))
        return;
    connection.addInFlight(creditFor(payload.size()));
    push(ReceivedMessage{connection.id(), connection.info().room,
                         opcode == Opcode::Text ? MessageType::Text : MessageType::Binary, payload});
}

void EmbedderRelay::closed(const Connection &connection, const ConnectionEnd &end)
{
    if (m_connectedSignals.closed.load(std::memory_order_relaxed))
        push(ClosedEvent{connection.info(), end});
}

void EmbedderRelay::push(EmbedderEvent &&event)
{
    m_events.push_back(std::move(event));
    m_loop.scheduleFlush(this);
}

void EmbedderRelay::flush()
{
    if (!m_events.empty())
        m_deliver(std::exchange(m_events, {}));
}

} // namespace signalbox

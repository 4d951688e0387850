#include "core/session/connectiontable.h"

namespace signalbox {

void ConnectionTable::add(std::unique_ptr<Connection> connection)
{
    const ConnectionId id = connection->id();
    const std::size_t slot = m_slots.add(*connection);
    m_connections.emplace(id, Entry{std::move(connection), slot});
}

void ConnectionTable::setClosed(const Connection &connection)
{
    Connections::node_type closed = m_connections.extract(connection.id());
    if (!closed)
        return;
    m_slots.remove(closed.mapped().slot);
    m_closed.insert(std::move(closed));
}

void ConnectionTable::release(Connection &connection)
{
    for (Connections *connections : {&m_connections, &m_closed}) {
        auto owned = connections->extract(connection.id());
        if (!owned)
            continue;
        if (connections == &m_connections)
            m_slots.remove(owned.mapped().slot);
        owned.mapped().connection.release()->deleteLater();
    }
}

Connection *ConnectionTable::find(ConnectionId id) const
{
    const auto found = m_connections.find(id);
    return found == m_connections.end() ? nullptr : found->second.connection.get();
}

std::vector<Connection *> ConnectionTable::all() const
{
    std::vector<Connection *> connections;
    connections.reserve(m_connections.size());
    for (const auto &[id, entry] : m_connections)
        connections.push_back(entry.connection.get());
    return connections;
}

} // namespace signalbox

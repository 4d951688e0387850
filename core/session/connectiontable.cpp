#include "core/session/connectiontable.h"

namespace signalbox {

void ConnectionTable::add(std::unique_ptr<Connection> connection)
{
    const ConnectionId id = connection->id();
    m_connections.emplace(id, std::move(connection));
}

void ConnectionTable::release(Connection &connection)
{
    const auto found = m_connections.find(connection.id());
    if (found == m_connections.end())
        return;
    found->second.release()->deleteLater();
    m_connections.erase(found);
}

Connection *ConnectionTable::find(ConnectionId id) const
{
    const auto found = m_connections.find(id);
    return found == m_connections.end() ? nullptr : found->second.get();
}

std::vector<Connection *> ConnectionTable::all() const
{
    std::vector<Connection *> connections;
    connections.reserve(m_connections.size());
    for (const auto &[id, connection] : m_connections)
        connections.push_back(connection.get());
    return connections;
}

} // namespace signalbox

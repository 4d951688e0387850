#include "core/session/connectiontable.h"

namespace signalbox {

void ConnectionTable::add(std::unique_ptr<Connection> connection)
{
    const ConnectionId id = connection->id();
    m_connections.emplace(id, std::move(connection));
}

void ConnectionTable::setClosed(const Connection &connection)
{
    m_closed.insert(m_connections.extract(connection.id()));
}

void ConnectionTable::release(Connection &connection)
{
    for (Connections *connections : {&m_connections, &m_closed}) {
        if (auto owned = connections->extract(connection.id()))
            owned.mapped().release()->deleteLater();
    }
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

#pragma once

#include "core/session/connection.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Owns the connections of an io thread from their handshake to their ended(). Lives on that thread.
class ConnectionTable
{
public:
    void add(std::unique_ptr<Connection> connection);
    //! After closed(): find() and all() do not return it any more.
    void setClosed(const Connection &connection);
    //! After ended(). Deletes it by deleteLater(), because the caller handles its signal.
    void release(Connection &connection);

    //! Null: there is none of that id, or it is closed.
    Connection *find(ConnectionId id) const;
    std::vector<Connection *> all() const;
    //! Returns whether none is left, closed ones included.
    bool isEmpty() const { return m_connections.empty() && m_closed.empty(); }

private:
    using Connections = std::unordered_map<ConnectionId, std::unique_ptr<Connection>>;

    Connections m_connections;
    Connections m_closed; //!< closed() but not ended(): kicked, and not answered yet
};

} // namespace signalbox

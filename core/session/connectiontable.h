#pragma once

#include "core/session/connection.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Owns the connections of an io thread from their handshake to their closed(). Lives on that thread.
class ConnectionTable
{
public:
    void add(std::unique_ptr<Connection> connection);
    //! Deletes it by deleteLater(), because the caller handles its signal.
    void release(Connection &connection);

    //! Null: there is none of that id, or it has ended.
    Connection *find(ConnectionId id) const;
    std::vector<Connection *> all() const;
    bool isEmpty() const { return m_connections.empty(); }

private:
    std::unordered_map<ConnectionId, std::unique_ptr<Connection>> m_connections;
};

} // namespace signalbox

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
    //! Destroys it when the stack is unwound: its signal is on it.
    void release(Connection &connection);

    //! Null: never was, or has ended.
    Connection *find(ConnectionId id) const;
    std::vector<Connection *> all() const;
    bool isEmpty() const { return m_connections.empty(); }

private:
    std::unordered_map<ConnectionId, std::unique_ptr<Connection>> m_connections;
};

} // namespace signalbox

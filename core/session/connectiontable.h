#pragma once

#include "core/base/slotlist.h"
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
    //! The same, for a walk in slices of time.
    const SlotList<Connection> &slotList() const { return m_slots; }
    //! Returns whether none is left, closed ones included.
    bool isEmpty() const { return m_connections.empty() && m_closed.empty(); }

private:
    struct Entry
    {
        std::unique_ptr<Connection> connection;
        std::size_t slot = 0;
    };
    using Connections = std::unordered_map<ConnectionId, Entry>;

    Connections m_connections;
    SlotList<Connection> m_slots; //!< of m_connections
    Connections m_closed;         //!< closed() but not ended(): kicked, and not answered yet
};

} // namespace signalbox

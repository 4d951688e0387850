#pragma once

#include "core/model/connectiondelta.h"
#include "core/observe/batchpacer.h"
#include "core/session/connection.h"

#include <functional>
#include <unordered_set>
#include <vector>

namespace signalbox {

//! Collects the changes of one io thread's connections into deltas. Holds each connection once at most,
//! however long a delta has to wait. While it does not collect it costs a null check per connection. Lives on
//! its io thread.
class ConnectionCollector final : private ActivityListener
{
public:
    using Send = std::function<void(ConnectionDelta &&)>;

    ConnectionCollector(IoLoop &loop, Send send);

    //! All of \a connections, as `added`. Begins to collect; if it collects already, the delta so far is sent
    //! before: what is sent later is newer than the snapshot.
    ConnectionDelta snapshot(const std::vector<Connection *> &connections);
    void end(const std::vector<Connection *> &connections);
    //! The last delta has been handled.
    void acknowledge() { m_pacer.acknowledge(); }

    void opened(Connection &connection);
    void closed(Connection &connection, const ConnectionEnd &end);
    //! The identity in Connection::info() has changed.
    void identityChanged(Connection &connection);

private:
    void activityChanged(Connection &connection) override;
    bool isEmpty() const
    {
        return m_added.empty() && m_changed.empty() && m_removed.empty() && m_identities.empty();
    }
    void send();

    Send m_send;
    BatchPacer m_pacer;
    bool m_isCollecting = false;
    std::unordered_set<Connection *> m_added;
    std::unordered_set<Connection *> m_changed;
    std::vector<ConnectionRemoval> m_removed;
    std::unordered_set<Connection *> m_identities; //!< with another identity than was sent
};

} // namespace signalbox

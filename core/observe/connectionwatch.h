#pragma once

#include "core/model/connectiondelta.h"
#include "core/observe/batchpacer.h"
#include "core/session/connection.h"

#include <functional>
#include <unordered_set>

namespace signalbox {

//! Collects what happens to the list of connections into deltas, while somebody watches; costs a null check
//! per connection otherwise. Lives on its io thread.
class ConnectionWatch final : private ActivityListener
{
public:
    using Publish = std::function<void(ConnectionDelta &&)>;

    ConnectionWatch(IoLoop &loop, Publish publish);

    bool isOn() const { return m_on; }
    //! From now on, beginning with all of \a connections as added.
    void begin(const std::vector<Connection *> &connections);
    void end(const std::vector<Connection *> &connections);
    //! The watcher has taken the last delta.
    void acknowledge() { m_pacer.acknowledge(); }

    void opened(Connection &connection);
    void closed(Connection &connection, const ConnectionEnd &end);

private:
    void activityChanged(Connection &connection) override;
    void publish();

    Publish m_publish;
    BatchPacer m_pacer;
    bool m_on = false;
    std::unordered_set<Connection *> m_added;
    std::unordered_set<Connection *> m_changed;
    std::vector<ConnectionRemoval> m_removed;
};

} // namespace signalbox

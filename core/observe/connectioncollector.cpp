#include "core/observe/connectioncollector.h"

#include <algorithm>

namespace signalbox {

namespace {

template <typename Connections>
std::vector<ConnectionSnapshot> snapshotsOf(const Connections &connections)
{
    std::vector<ConnectionSnapshot> snapshots;
    snapshots.reserve(connections.size());
    for (Connection *connection : connections) {
        connection->takeDirty();
        snapshots.push_back({connection->info(), connection->activity()});
    }
    std::ranges::sort(snapshots, {}, [](const ConnectionSnapshot &snapshot) { return snapshot.info.id; });
    return snapshots;
}

} // namespace

ConnectionCollector::ConnectionCollector(IoLoop &loop, Send send)
    : m_send(std::move(send))
    , m_pacer(loop, [this] { this->send(); })
{
}

ConnectionDelta ConnectionCollector::snapshot(const std::vector<Connection *> &connections)
{
    if (!std::exchange(m_isCollecting, true)) {
        for (Connection *connection : connections)
            connection->setActivityListener(this);
    } else if (!isEmpty()) {
        send();
    }
    return {snapshotsOf(connections), {}, {}, {}};
}

void ConnectionCollector::end(const std::vector<Connection *> &connections)
{
    m_isCollecting = false;
    m_pacer.reset();
    m_added.clear();
    m_changed.clear();
    m_removed.clear();
    m_identities.clear();
    for (Connection *connection : connections)
        connection->setActivityListener(nullptr);
}

void ConnectionCollector::opened(Connection &connection)
{
    if (!m_isCollecting)
        return;
    m_added.insert(&connection);
    connection.setActivityListener(this);
    m_pacer.request();
}

void ConnectionCollector::closed(Connection &connection, const ConnectionEnd &end)
{
    if (!m_isCollecting)
        return;
    connection.setActivityListener(nullptr);
    m_changed.erase(&connection);
    m_identities.erase(&connection);
    if (m_added.erase(&connection) > 0) { // opened and closed between two deltas
        if (isEmpty())
            m_pacer.withdraw();
        return;
    }
    m_removed.push_back({connection.id(), end});
    m_pacer.request();
}

void ConnectionCollector::identityChanged(Connection &connection)
{
    if (!m_isCollecting || m_added.contains(&connection))
        return; // it will be sent whole
    m_identities.insert(&connection);
    m_pacer.request();
}

void ConnectionCollector::activityChanged(Connection &connection)
{
    if (m_added.contains(&connection))
        return; // it will be sent whole
    m_changed.insert(&connection);
    m_pacer.request();
}

void ConnectionCollector::send()
{
    ConnectionDelta delta;
    delta.added = snapshotsOf(m_added);
    delta.changed.reserve(m_changed.size());
    for (Connection *connection : m_changed) {
        connection->takeDirty();
        delta.changed.push_back({connection->id(), connection->activity()});
    }
    delta.removed = std::exchange(m_removed, {});
    delta.identities.reserve(m_identities.size());
    for (const Connection *connection : std::exchange(m_identities, {}))
        delta.identities.push_back(IdentityChange::of(connection->info()));
    m_added.clear();
    m_changed.clear();
    m_pacer.sent();
    m_send(std::move(delta));
}

} // namespace signalbox

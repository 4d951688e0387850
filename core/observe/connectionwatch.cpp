#include "core/observe/connectionwatch.h"

#include <algorithm>

namespace signalbox {

ConnectionWatch::ConnectionWatch(IoLoop &loop, Publish publish)
    : m_publish(std::move(publish))
    , m_pacer(loop, [this] { this->publish(); })
{
}

void ConnectionWatch::begin(const std::vector<Connection *> &connections)
{
    end(connections);
    m_on = true;
    for (Connection *connection : connections)
        opened(*connection);
}

void ConnectionWatch::end(const std::vector<Connection *> &connections)
{
    m_on = false;
    m_pacer.reset();
    m_added.clear();
    m_changed.clear();
    m_removed.clear();
    for (Connection *connection : connections)
        connection->setActivityListener(nullptr);
}

void ConnectionWatch::opened(Connection &connection)
{
    if (!m_on)
        return;
    m_added.insert(&connection);
    connection.setActivityListener(this);
    m_pacer.request();
}

void ConnectionWatch::closed(Connection &connection, const ConnectionEnd &end)
{
    if (!m_on)
        return;
    connection.setActivityListener(nullptr);
    m_changed.erase(&connection);
    if (m_added.erase(&connection) > 0) { // came and went between two batches
        if (m_added.empty() && m_changed.empty() && m_removed.empty())
            m_pacer.withdraw();
        return;
    }
    m_removed.push_back({connection.id(), end});
    m_pacer.request();
}

void ConnectionWatch::activityChanged(Connection &connection)
{
    if (m_added.contains(&connection))
        return; // goes out whole
    m_changed.insert(&connection);
    m_pacer.request();
}

void ConnectionWatch::publish()
{
    ConnectionDelta delta;
    delta.added.reserve(m_added.size());
    for (Connection *connection : m_added) {
        connection->takeDirty();
        delta.added.push_back({connection->info(), connection->activity()});
    }
    // In the order they came: a list that begins shuffled is puzzling.
    std::ranges::sort(delta.added, {}, [](const ConnectionSnapshot &snapshot) { return snapshot.info.id; });
    delta.changed.reserve(m_changed.size());
    for (Connection *connection : m_changed) {
        connection->takeDirty();
        delta.changed.push_back({connection->id(), connection->activity()});
    }
    delta.removed = std::move(m_removed);
    m_added.clear();
    m_changed.clear();
    m_removed.clear();
    m_pacer.sent();
    m_publish(std::move(delta));
}

} // namespace signalbox

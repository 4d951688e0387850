#include "core/observe/userarrivals.h"

namespace signalbox {

void UserArrivals::opened(const QString &user, ConnectionId connection, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    Arrivals &arrivals = m_users[user];
    ++arrivals.connections;
    arrivals.latest = connection;
    arrivals.latestAt = now;
}

std::optional<TimePoint> UserArrivals::closed(const QString &user, ConnectionId connection)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return std::nullopt; // a guest
    const Arrivals arrivals = found->second;
    if (--found->second.connections == 0)
        m_users.erase(found);
    return arrivals.latest == connection ? std::nullopt : std::optional(arrivals.latestAt);
}

std::size_t UserArrivals::users() const
{
    const std::lock_guard lock(m_mutex);
    return m_users.size();
}

} // namespace signalbox

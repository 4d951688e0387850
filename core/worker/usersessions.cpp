#include "core/worker/usersessions.h"

#include "core/loop/ioloop.h"

namespace signalbox {

UserSessions::UserSessions(IoLoop &loop, UserArrivals &arrivals, CloseReplaced closeReplaced)
    : m_loop(loop)
    , m_arrivals(arrivals)
    , m_closeReplaced(std::move(closeReplaced))
{
}

void UserSessions::hold(ConnectionId connection, UserPlace &&place)
{
    if (!place.isNull())
        m_places.insert_or_assign(connection, std::move(place));
}

void UserSessions::opened(ConnectionId connection, const QString &user)
{
    m_arrivals.opened(user, connection, m_loop.now());
    const auto held = m_places.find(connection);
    if (held == m_places.end())
        return;
    for (const ConnectionId replaced : held->second.open(connection))
        m_closeReplaced(replaced);
}

void UserSessions::closed(const ConnectionInfo &connection, EndEvidence &evidence)
{
    m_places.erase(connection.id);
    const std::optional<TimePoint> next = m_arrivals.closed(connection.user, connection.id);
    if (!next)
        return;
    const TimePoint lastReceived = m_loop.now() - evidence.sinceReceived.value_or(Milliseconds(0));
    evidence.userCameBack = std::chrono::duration_cast<Milliseconds>(*next - lastReceived);
}

} // namespace signalbox

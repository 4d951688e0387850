#include "ui/details/endedconnections.h"

namespace signalbox {

void EndedConnections::clear()
{
    m_ended.clear();
    m_numberOf.clear();
    m_latestOf.clear();
}

void EndedConnections::add(const ClosedBatch &batch)
{
    for (const ClosedConnection &closed : batch.closed) {
        if (m_ended.size() == MaxKept) {
            const EndedConnection &oldest = m_ended.front();
            if (m_numberOf.value(oldest.id) == m_first)
                m_numberOf.remove(oldest.id);
            if (m_latestOf.value(oldest.user) == m_first)
                m_latestOf.remove(oldest.user);
            m_ended.pop_front();
            ++m_first;
        }
        const quint64 number = m_first + m_ended.size();
        const ConnectionInfo &info = closed.info;
        m_ended.push_back(
            {info.id, info.user, info.connectedAt, closed.closedAt, closed.end, closed.verdict});
        m_numberOf.insert(info.id, number);
        m_latestOf.insert(info.user, number);
    }
}

const EndedConnection *EndedConnections::find(ConnectionId id, WallTime connectedAt) const
{
    const auto number = m_numberOf.constFind(id);
    if (number == m_numberOf.constEnd())
        return nullptr;
    const EndedConnection *ended = at(*number);
    return ended->connectedAt == connectedAt ? ended : nullptr;
}

const EndedConnection *EndedConnections::latestOf(const QString &user) const
{
    const auto number = m_latestOf.constFind(user);
    return number == m_latestOf.constEnd() ? nullptr : at(*number);
}

const EndedConnection *EndedConnections::at(quint64 number) const
{
    return &m_ended[std::size_t(number - m_first)];
}

} // namespace signalbox

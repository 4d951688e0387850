#include "core/hub/room.h"

#include <utility>

namespace signalbox {

Room::Room(QString name, std::size_t threadCount)
    : m_name(std::move(name))
    , m_onThread(threadCount)
{
}

bool Room::add(const Membership &member)
{
    if (!m_members.try_emplace(member.client, member).second)
        return false;
    ++m_onThread[member.thread];
    ++m_ofDialect[std::size_t(member.dialect)];
    return true;
}

bool Room::remove(ConnectionId client)
{
    const auto found = m_members.find(client);
    if (found == m_members.end())
        return false;
    --m_onThread[found->second.thread];
    --m_ofDialect[std::size_t(found->second.dialect)];
    m_members.erase(found);
    return true;
}

const Membership *Room::find(ConnectionId client) const
{
    const auto found = m_members.find(client);
    return found == m_members.end() ? nullptr : &found->second;
}

} // namespace signalbox

#include "core/hub/homeroom.h"

namespace signalbox {

bool HomeRoom::add(const Membership &member)
{
    if (!m_members.try_emplace(member.client, member).second)
        return false;
    ++m_onThread[member.thread];
    return true;
}

bool HomeRoom::remove(ConnectionId client)
{
    const auto found = m_members.find(client);
    if (found == m_members.end())
        return false;
    --m_onThread[found->second.thread];
    m_members.erase(found);
    return true;
}

const Membership *HomeRoom::find(ConnectionId client) const
{
    const auto found = m_members.find(client);
    return found == m_members.end() ? nullptr : &found->second;
}

} // namespace signalbox

#include "core/hub/localroom.h"

#include "core/session/connection.h"

#include <algorithm>

namespace signalbox {

void LocalRoom::remove(Connection *member)
{
    const auto found = std::ranges::find(m_members, member);
    if (found == m_members.end())
        return;
    *found = m_members.back(); // order means nothing here, and a full room must not be shifted
    m_members.pop_back();
}

quint32 LocalRoom::broadcast(const PreparedMessage &message, const Connection *except)
{
    quint32 taken = 0;
    for (Connection *member : m_members) {
        if (member != except && member->send(message))
            ++taken;
    }
    return taken;
}

} // namespace signalbox

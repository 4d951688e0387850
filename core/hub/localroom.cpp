#include "core/hub/localroom.h"

#include "core/session/connection.h"

#include <algorithm>

namespace signalbox {

void LocalRoom::remove(Connection *member, Dialect dialect)
{
    std::vector<Connection *> &members = membersOf(dialect);
    const auto found = std::ranges::find(members, member);
    if (found == members.end())
        return;
    *found = members.back(); // the order is not significant, and moving one element is enough
    members.pop_back();
}

quint32 LocalRoom::send(Dialect dialect, const PreparedMessage &message, const Connection *except)
{
    quint32 accepted = 0;
    for (Connection *member : membersOf(dialect)) {
        if (member != except && member->send(message))
            ++accepted;
    }
    return accepted;
}

} // namespace signalbox

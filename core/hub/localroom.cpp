#include "core/hub/localroom.h"

#include "core/session/connection.h"

namespace signalbox {

std::size_t LocalRoom::add(Connection *member, Group group)
{
    std::vector<Connection *> &members = membersOf(group);
    members.push_back(member);
    return members.size() - 1;
}

Connection *LocalRoom::remove(std::size_t position, Group group)
{
    std::vector<Connection *> &members = membersOf(group);
    Connection *last = members.back(); // the order is not significant, and moving one element is enough
    members.pop_back();
    if (position == members.size())
        return nullptr;
    members[position] = last;
    return last;
}

quint32 LocalRoom::send(Group group, const PreparedMessage &message, const Connection *except)
{
    quint32 accepted = 0;
    for (Connection *member : membersOf(group)) {
        if (member != except && member->send(message))
            ++accepted;
    }
    return accepted;
}

quint32 LocalRoom::sendHint(const PreparedMessage &message, const Connection *except)
{
    quint32 accepted = 0;
    for (const Group group : {Group::Envelope, Group::Replaying}) {
        for (Connection *member : membersOf(group)) {
            if (member != except && member->sendHint(message))
                ++accepted;
        }
    }
    return accepted;
}

} // namespace signalbox

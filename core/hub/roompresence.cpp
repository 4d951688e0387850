#include "core/hub/roompresence.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int MaxPresence = 1000; // members in one answer

} // namespace

QByteArray presenceOf(const Room &room, const PresenceRequest &request, const QByteArray &requestId,
                      envelope::Form form)
{
    const std::size_t most = std::size_t(std::min(request.limit.value_or(MaxPresence), MaxPresence));
    const auto &members = room.members();
    auto next = request.after ? members.upper_bound(*request.after) : members.begin();
    std::vector<envelope::LocalClient> listed;
    for (; next != members.end() && listed.size() < most; ++next)
        listed.push_back({next->second.user, next->first});
    const bool isMore = next != members.end() && !listed.empty();
    return envelope::presence(requestId, room.name(), listed, qsizetype(room.size()),
                              isMore ? listed.back().client : ConnectionId(), form);
}

RoomMembers membersOf(const Room &room, std::size_t most)
{
    RoomMembers list{room.name(), {}, room.size()};
    list.members.reserve(std::min(room.size(), most));
    for (const auto &[client, membership] : room.members()) {
        if (list.members.size() == most)
            break;
        list.members.push_back({client, membership.user});
    }
    return list;
}

} // namespace signalbox

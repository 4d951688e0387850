#include "core/hub/roompresence.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int MaxPresence = 1000; // members in one answer

} // namespace

std::size_t pageSizeOf(const PresenceRequest &request)
{
    return std::size_t(std::min(request.limit.value_or(MaxPresence), MaxPresence));
}

PresencePage presencePageOf(const Room &room, const PresenceRequest &request)
{
    const std::size_t most = pageSizeOf(request);
    const auto &members = room.members();
    auto next = request.after ? members.upper_bound(*request.after) : members.begin();
    PresencePage page;
    page.count = qsizetype(room.size());
    for (; next != members.end() && page.members.size() < most; ++next)
        page.members.push_back({next->second.user, next->first});
    page.isMore = next != members.end();
    return page;
}

QByteArray presenceAnswer(QStringView room, const PresencePage &page, const QByteArray &requestId,
                          envelope::Form form)
{
    const bool isMore = page.isMore && !page.members.empty();
    return envelope::presence(requestId, room, page.members, page.count,
                              isMore ? page.members.back().client : ConnectionId(), form);
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

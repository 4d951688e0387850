#include "core/hub/joinclaims.h"

#include <utility>

namespace signalbox {

void JoinClaims::add(RoomJoin &&join)
{
    std::map<ConnectionId, Claim> &room = m_rooms[join.room];
    const ConnectionId client = join.member.client;
    room.try_emplace(client, Claim{std::move(join), {}});
}

std::optional<JoinClaims::Claim> JoinClaims::take(const QString &room, ConnectionId client)
{
    const auto found = m_rooms.find(room);
    if (found == m_rooms.end())
        return {};
    auto node = found->second.extract(client);
    if (found->second.empty())
        m_rooms.erase(found);
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
}

void JoinClaims::drop(const std::function<void(const QString &, ConnectionId)> &dropped)
{
    for (const auto &[room, claims] : std::exchange(m_rooms, {})) {
        for (const auto &[client, claim] : claims)
            dropped(room, client);
    }
}

JoinClaims::Claim *JoinClaims::find(const QString &room, ConnectionId client)
{
    const auto found = m_rooms.find(room);
    if (found == m_rooms.end())
        return nullptr;
    const auto claim = found->second.find(client);
    return claim == found->second.end() ? nullptr : &claim->second;
}

} // namespace signalbox

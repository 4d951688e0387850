#include "core/auth/roomgrant.h"

#include "core/auth/roomrights.h"

#include <utility>

namespace signalbox {

EntryCheck roomGrantCheck(std::shared_ptr<const RoomPolicies> policies)
{
    if (!policies)
        policies = std::make_shared<const RoomPolicies>();
    return [policies = std::move(policies)](const EntryRequest &request) -> std::optional<Refusal> {
        const QString &room = request.room;
        if (room.isEmpty() || mayJoin(policies->find(room), request.identity.grants.get(), room))
            return std::nullopt;
        return Refusal{HttpResponse::problem(403, "you may not join this room"), "room_not_granted"};
    };
}

} // namespace signalbox

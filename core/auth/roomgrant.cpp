#include "core/auth/roomgrant.h"

namespace signalbox {

std::optional<Refusal> checkRoomGrant(const EntryRequest &request)
{
    const std::shared_ptr<const Grants> &grants = request.identity.grants;
    if (request.room.isEmpty() || !grants || !grants->join || grants->join->matches(request.room))
        return std::nullopt;
    return Refusal{HttpResponse::problem(403, "your token does not let you join this room"),
                   "room_not_granted"};
}

} // namespace signalbox

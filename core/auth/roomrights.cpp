#include "core/auth/roomrights.h"

namespace signalbox {

namespace {

//! Patterns limit a token everywhere. Without them it may do everything, except where a token has to grant it.
bool isGranted(const std::optional<RoomPatterns> *patterns, bool needsGrant, QStringView room)
{
    return patterns && *patterns ? (*patterns)->matches(room) : !needsGrant;
}

} // namespace

bool mayJoin(const RoomSettings &policy, const Grants *grants, QStringView room)
{
    return isGranted(grants ? &grants->join : nullptr, policy.join == RoomJoining::Granted, room);
}

bool mayPublish(const RoomSettings &policy, const Grants *grants, QStringView room)
{
    if (policy.publish == RoomPublishing::Server)
        return false;
    return isGranted(grants ? &grants->publish : nullptr, policy.publish == RoomPublishing::Granted, room);
}

} // namespace signalbox

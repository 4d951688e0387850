#include "core/observe/verdictof.h"

#include <cerrno>
#include <cstring>

namespace signalbox {

namespace {

bool isEmpty(const char *text)
{
    return *text == '\0';
}

VerdictKind silentKind(const EndEvidence &evidence)
{
    if (!evidence.sinceReceived)
        return VerdictKind::Unknown;
    if (evidence.userCameBack && evidence.userCameBack->count() > 0)
        return VerdictKind::UserCameBack;
    if (!evidence.sincePong || !evidence.kernel)
        return VerdictKind::Unknown;
    return evidence.kernel->unacknowledged > 0 ? VerdictKind::NetworkSilent : VerdictKind::ProgramSilent;
}

VerdictKind lostKind(const EndEvidence &evidence)
{
    if (!isEmpty(evidence.detail))
        return VerdictKind::TlsFailed;
    if (!evidence.sinceReceived)
        return VerdictKind::Unknown;
    if (isIdleEnd(evidence) && evidence.idleEnds >= MinIdleEnds)
        return VerdictKind::IdleTimeout;
    if (evidence.cause == Cause::ConnectionLost)
        return VerdictKind::EndedWithoutClose;
    const bool hasGivenUp =
        evidence.error == ETIMEDOUT || evidence.error == EHOSTUNREACH || evidence.error == ENETUNREACH;
    if (!hasGivenUp)
        return VerdictKind::Reset;
    return evidence.kernel ? VerdictKind::NetworkTimedOut : VerdictKind::Unknown;
}

VerdictKind kindOf(const EndEvidence &evidence)
{
    const auto ifKnown = [](bool isKnown, VerdictKind kind) { return isKnown ? kind : VerdictKind::Unknown; };
    switch (evidence.cause) {
    case Cause::NoPong:
        return silentKind(evidence);
    case Cause::ConnectionLost:
    case Cause::ConnectionReset:
        return lostKind(evidence);
    case Cause::QueueOverflow:
    case Cause::QueuedTooLong:
        return ifKnown(evidence.queuedBytes > 0, VerdictKind::SlowReader);
    case Cause::WriteStalled:
        return !evidence.kernel                      ? VerdictKind::Unknown
               : evidence.kernel->unacknowledged > 0 ? VerdictKind::NetworkStalled
                                                     : VerdictKind::ReaderStopped;
    case Cause::MessageTooBig:
        return ifKnown(evidence.size.has_value(), VerdictKind::MessageTooBig);
    case Cause::ProtocolError:
        return ifKnown(!isEmpty(evidence.detail), VerdictKind::ProtocolBroken);
    case Cause::BadUtf8:
        return ifKnown(!isEmpty(evidence.detail), VerdictKind::BadText);
    case Cause::UnsupportedType:
        return ifKnown(evidence.size.has_value(), VerdictKind::BinaryRefused);
    case Cause::BadEnvelopes:
        return ifKnown(evidence.size.has_value(), VerdictKind::BadEnvelopes);
    case Cause::Overloaded:
        return !isEmpty(evidence.detail) ? VerdictKind::RoomRefused
                                         : ifKnown(evidence.heldBytes > 0, VerdictKind::MemoryFull);
    case Cause::GoingAway:
        return VerdictKind::PageLeft;
    case Cause::ClosedByPeer:
    case Cause::NoStatus:
        return VerdictKind::ClosedByClient;
    case Cause::Kicked:
        return VerdictKind::Kicked;
    case Cause::ClosedByServer:
        return VerdictKind::ClosedByOperator;
    case Cause::Shutdown:
        return VerdictKind::ServerStopped;
    case Cause::Drain:
        return VerdictKind::ServerDrained;
    case Cause::PublishForbidden:
        return VerdictKind::PublishForbidden;
    case Cause::Unauthorised:
        return VerdictKind::TokenInvalid;
    case Cause::RoomForbidden:
        return VerdictKind::RoomNotGranted;
    case Cause::TokenRevoked:
        return VerdictKind::TokenRevoked;
    case Cause::AuthTimeout:
        return VerdictKind::NoToken;
    case Cause::LifetimeOver:
        return VerdictKind::LifetimeOver;
    case Cause::TokenExpired:
        return VerdictKind::TokenExpired;
    case Cause::Banned:
        return VerdictKind::Banned;
    case Cause::Replaced:
        return VerdictKind::Replaced;
    case Cause::TooFast:
        return ifKnown(evidence.limit > 0, VerdictKind::TooFast);
    case Cause::InternalError:
        break;
    }
    return VerdictKind::Unknown;
}

} // namespace

bool isIdleEnd(const EndEvidence &evidence)
{
    const bool isLost = evidence.cause == Cause::ConnectionLost || evidence.cause == Cause::ConnectionReset;
    return isLost && evidence.sinceTraffic && *evidence.sinceTraffic >= MinIdleTime &&
           evidence.queuedBytes == 0 && evidence.kernel && evidence.kernel->unsent == 0 &&
           evidence.kernel->unacknowledged == 0;
}

void addLimit(EndEvidence &evidence, const LimitSettings &limits, const HubSettings &hub,
              const UserCapSettings &userCap)
{
    const auto set = [&evidence](const char *key, qint64 limit) {
        evidence.key = key;
        evidence.limit = limit;
    };
    switch (evidence.cause) {
    case Cause::QueueOverflow:
        set("limits.outbox_hard", limits.outboxHard);
        break;
    case Cause::QueuedTooLong:
        set("limits.outbox_soft_for", limits.outboxSoftFor.count());
        break;
    case Cause::WriteStalled:
        set("limits.write_stall", limits.writeStall.count());
        break;
    case Cause::AuthTimeout:
        set("limits.auth", limits.auth.count());
        break;
    case Cause::MessageTooBig: // the limit is that of the connection
        evidence.key =
            evidence.limit == limits.maxMessage ? "limits.max_message" : "max_message of its route";
        break;
    case Cause::Overloaded: // the detail is the limit of JoinRejection, or of ClientAuth::Denial
        if (std::strcmp(evidence.detail, "address_rooms_full") == 0)
            set("limits.max_rooms_per_address", limits.maxRoomsPerAddress);
        else if (std::strcmp(evidence.detail, "rooms_full") == 0)
            set("hub.max_rooms", hub.maxRooms);
        else if (std::strcmp(evidence.detail, "room_full") == 0)
            set("hub.max_members", hub.maxMembers);
        else if (std::strcmp(evidence.detail, "user_cap") == 0)
            set("limits.max_connections_per_user", userCap.maxConnections);
        else
            set("limits.memory", limits.memory.of(0));
        break;
    default:
        break;
    }
}

Verdict verdictOf(const EndEvidence &evidence)
{
    return {kindOf(evidence), evidence};
}

} // namespace signalbox

#include "ui/connections/causetext.h"

namespace signalbox {

QString CauseText::of(Cause cause)
{
    switch (cause) {
    case Cause::ClosedByServer:
        return tr("Closed by the server");
    case Cause::ClosedByPeer:
    case Cause::NoStatus:
        return tr("Closed by the client");
    case Cause::GoingAway:
        return tr("Page left");
    case Cause::ConnectionLost:
        return tr("Connection lost");
    case Cause::ConnectionReset:
        return tr("Connection reset");
    case Cause::ProtocolError:
        return tr("Protocol error");
    case Cause::UnsupportedType:
        return tr("Binary message not accepted");
    case Cause::BadUtf8:
        return tr("Text was not UTF-8");
    case Cause::MessageTooBig:
        return tr("Message too big");
    case Cause::InternalError:
        return tr("Error of the server");
    case Cause::Shutdown:
        return tr("Server stopped");
    case Cause::Drain:
        return tr("Server drained");
    case Cause::Overloaded:
        return tr("Server overloaded");
    case Cause::Kicked:
        return tr("Kicked");
    case Cause::QueueOverflow:
        return tr("Slow: too much queued");
    case Cause::QueuedTooLong:
        return tr("Slow: queued for too long");
    case Cause::WriteStalled:
        return tr("Slow: read nothing");
    case Cause::NoPong:
        return tr("No pong");
    case Cause::BadEnvelopes:
        return tr("Bad envelopes");
    case Cause::PublishForbidden:
        return tr("Not allowed to publish");
    case Cause::Unauthorised:
        return tr("Token not valid");
    case Cause::RoomForbidden:
        return tr("Room not granted");
    case Cause::TokenRevoked:
        return tr("Token revoked");
    case Cause::AuthTimeout:
        return tr("No token in time");
    case Cause::LifetimeOver:
        return tr("Connected for too long");
    case Cause::TokenExpired:
        return tr("Token expired");
    case Cause::Banned:
        return tr("Banned");
    case Cause::Replaced:
        return tr("Replaced by a newer connection");
    case Cause::TooFast:
        return tr("Sent too fast");
    }
    return QString::fromLatin1(causeInfo(cause).name);
}

} // namespace signalbox

#include "core/base/closereason.h"

#include <array>

namespace signalbox {

namespace {

constexpr std::array<CauseInfo, CauseCount> Causes{{
    {Cause::ClosedByServer, 1000, "closed", "closed by the server"},
    {Cause::ClosedByPeer, 1000, "closed_by_peer", ""},
    {Cause::GoingAway, 1001, "going_away", ""},
    {Cause::NoStatus, 1005, "no_status", ""},
    {Cause::ConnectionLost, 1006, "connection_lost", ""},
    {Cause::ConnectionReset, 1006, "connection_reset", ""},
    {Cause::ProtocolError, 1002, "protocol_error", "protocol error"},
    {Cause::UnsupportedType, 1003, "unsupported_type", "unsupported message type"},
    {Cause::BadUtf8, 1007, "bad_utf8", "text is not UTF-8"},
    {Cause::MessageTooBig, 1009, "message_too_big", "message too big"},
    {Cause::InternalError, 1011, "internal_error", "internal error"},
    {Cause::Shutdown, 1001, "shutdown", "server is shutting down"},
    {Cause::Drain, 1012, "drain", "server is restarting"},
    {Cause::Overloaded, 1013, "overloaded", "server is overloaded"},
    {Cause::Kicked, 4100, "kicked", "kicked"},
    {Cause::QueueOverflow, 4408, "slow_consumer_hard", "slow consumer: too much is queued"},
    {Cause::WriteStalled, 4408, "slow_consumer_stall", "slow consumer: nothing was read for too long"},
    {Cause::NoPong, 4409, "no_pong", "no pong"},
}};

consteval bool tableIsSound()
{
    for (std::size_t i = 0; i < Causes.size(); ++i) {
        if (std::size_t(Causes[i].cause) != i || std::string_view(Causes[i].reason).size() > MaxReasonBytes)
            return false;
    }
    return true;
}
static_assert(tableIsSound(), "rows stand in the order of the enum, and reasons fit a control frame");

} // namespace

const CauseInfo &causeInfo(Cause cause)
{
    return Causes[std::size_t(cause)];
}

const char *initiatorName(Initiator initiator)
{
    switch (initiator) {
    case Initiator::Server:
        return "server";
    case Initiator::Client:
        return "client";
    case Initiator::Network:
        break;
    }
    return "network";
}

CloseReason CloseReason::of(Cause cause)
{
    const CauseInfo &info = causeInfo(cause);
    return {cause, info.code, QByteArray(info.reason)};
}

CloseReason CloseReason::custom(Cause cause, quint16 code, const QString &text)
{
    return {cause, code, cutUtf8(text.toUtf8(), MaxReasonBytes)};
}

bool isSendableCloseCode(int code)
{
    return code == 1000 || code == 1001 || code == 1008 || (code >= 1011 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

bool isValidReceivedCloseCode(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

QByteArray cutUtf8(const QByteArray &text, qsizetype maxBytes)
{
    if (text.size() <= maxBytes)
        return text;
    qsizetype end = maxBytes;
    while (end > 0 && (quint8(text[end]) & 0xC0) == 0x80) // a continuation byte: its character began before
        --end;
    return text.left(end);
}

} // namespace signalbox

#include "core/base/closereason.h"

#include "core/base/unicode.h"

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
    {Cause::QueuedTooLong, 4408, "slow_consumer_soft", "slow consumer: much was queued for too long"},
    {Cause::WriteStalled, 4408, "slow_consumer_stall", "slow consumer: nothing was read for too long"},
    {Cause::NoPong, 4409, "no_pong", "no pong"},
    {Cause::BadEnvelopes, 4400, "bad_envelopes", "too many bad envelopes"},
    {Cause::PublishForbidden, 1008, "publish_forbidden", "you may not publish in this room"},
    {Cause::Unauthorised, 3000, "unauthorised", "the token is not valid"},
    {Cause::RoomForbidden, 3003, "room_forbidden", "the token does not grant this room"},
    {Cause::TokenRevoked, 3003, "token_revoked", "the token was revoked"},
    {Cause::AuthTimeout, 3008, "auth_timeout", "no token came in time"},
    {Cause::LifetimeOver, 4200, "lifetime_over", "connected for the longest time allowed; connect again"},
    {Cause::TokenExpired, 4401, "token_expired", "the token has expired"},
    {Cause::Banned, 4403, "banned", "banned"},
    {Cause::Replaced, 4410, "replaced", "replaced by a newer connection"},
    {Cause::TooFast, 4429, "too_fast", "sent too fast"},
}};

consteval bool tableIsSound()
{
    for (std::size_t i = 0; i < Causes.size(); ++i) {
        if (std::size_t(Causes[i].cause) != i || std::string_view(Causes[i].reason).size() > MaxReasonBytes)
            return false;
    }
    return true;
}
static_assert(tableIsSound(), "rows are in the order of the enum, and reasons fit a control frame");

//! The codes of RFC 6455 section 7.4.1, of the IANA registry and of this project.
struct CodeLabel
{
    int code;
    const char *label;
};
constexpr std::array CodeLabels{
    CodeLabel{1000, "1000"}, CodeLabel{1001, "1001"}, CodeLabel{1002, "1002"}, CodeLabel{1003, "1003"},
    CodeLabel{1005, "1005"}, CodeLabel{1006, "1006"}, CodeLabel{1007, "1007"}, CodeLabel{1008, "1008"},
    CodeLabel{1009, "1009"}, CodeLabel{1010, "1010"}, CodeLabel{1011, "1011"}, CodeLabel{1012, "1012"},
    CodeLabel{1013, "1013"}, CodeLabel{1014, "1014"}, CodeLabel{1015, "1015"}, CodeLabel{3000, "3000"},
    CodeLabel{3003, "3003"}, CodeLabel{3008, "3008"}, CodeLabel{4100, "4100"}, CodeLabel{4200, "4200"},
    CodeLabel{4400, "4400"}, CodeLabel{4401, "4401"}, CodeLabel{4403, "4403"}, CodeLabel{4408, "4408"},
    CodeLabel{4409, "4409"}, CodeLabel{4410, "4410"}, CodeLabel{4429, "4429"},
};

consteval bool isEveryCauseLabelled()
{
    return std::ranges::all_of(Causes, [](const CauseInfo &info) {
        return std::ranges::find(CodeLabels, info.code, &CodeLabel::code) != CodeLabels.end();
    });
}
static_assert(isEveryCauseLabelled(), "each code of a cause has its own label");

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

CloseReason CloseReason::kick(quint16 code, const QString &text)
{
    return custom(Cause::Kicked, isSendableCloseCode(code) ? code : causeInfo(Cause::Kicked).code, text);
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

const char *closeCodeLabel(int code)
{
    const auto found = std::ranges::find(CodeLabels, code, &CodeLabel::code);
    if (found != CodeLabels.end())
        return found->label;
    switch (code / 1000) {
    case 3:
        return "3xxx";
    case 4:
        return "4xxx";
    default:
        return "other";
    }
}

QByteArray cutUtf8(const QByteArray &text, qsizetype maxBytes)
{
    return text.left(wholeCharacters(text, maxBytes));
}

} // namespace signalbox

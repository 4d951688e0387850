#include "ui/closed/verdicttext.h"

#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <cstring>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! With the precision that it deserves; long ones in minutes and hours.
QString time(Milliseconds time)
{
    constexpr Milliseconds Long = std::chrono::minutes(10);
    return time < Long ? Format::latency(time) : Format::duration(time);
}

QString time(const std::optional<Milliseconds> &known)
{
    return known ? time(*known) : u"?"_s;
}

QString number(const std::optional<qint64> &known)
{
    return known ? Format::count(quint64(*known)) : u"?"_s;
}

QString latin1(const char *text)
{
    return QString::fromLatin1(text);
}

QString errorName(int error)
{
    const char *name = ::strerrorname_np(error);
    return name ? latin1(name) : QString::number(error);
}

} // namespace

QString VerdictText::of(const Verdict &verdict)
{
    const EndEvidence &evidence = verdict.evidence;
    switch (verdict.kind) {
    case VerdictKind::Unknown:
        return tr("Unknown");
    case VerdictKind::NetworkSilent:
        return evidence.kernel ? tr("%1, %2: the network or the client's machine")
                                     .arg(silence(evidence), kernel(*evidence.kernel))
                               : tr("%1: the network or the client's machine").arg(silence(evidence));
    case VerdictKind::ProgramSilent:
        return tr("%1, but the client's kernel acknowledged what was sent: the client's program hangs, or "
                  "answers no "
                  "pings")
            .arg(silence(evidence));
    case VerdictKind::UserCameBack:
        return tr("The last byte came %1 ago, and its user connected again %2 after it: the client changed "
                  "its "
                  "network or was restarted")
            .arg(time(evidence.sinceReceived), time(evidence.userCameBack));
    case VerdictKind::SlowReader:
        return slowReader(evidence);
    case VerdictKind::ReaderStopped:
    case VerdictKind::NetworkStalled: {
        const QString text = tr("Took nothing for %1 (%2) while %3 was queued")
                                 .arg(time(Milliseconds(evidence.limit)), latin1(evidence.key),
                                      Format::bytes(evidence.queuedBytes));
        const QString because = verdict.kind == VerdictKind::ReaderStopped
                                    ? tr("%1: the client does not read")
                                    : tr("%1: the network or the client's machine");
        return because.arg(
            evidence.kernel
                ? tr("%1, %2", "what was seen, what the kernel had").arg(text, kernel(*evidence.kernel))
                : text);
    }
    case VerdictKind::MessageTooBig:
        return tr("Sent a message of at least %1 bytes, the limit is %2 (%3)")
            .arg(number(evidence.size), number(evidence.limit), latin1(evidence.key));
    case VerdictKind::ProtocolBroken:
        return tr("Broke a rule of the protocol, %1: the client's WebSocket code, or something in between")
            .arg(latin1(evidence.detail));
    case VerdictKind::BadText:
        return tr("Sent %1", "what was wrong with a text").arg(latin1(evidence.detail));
    case VerdictKind::BinaryRefused:
        return tr("Sent a binary message of %1 bytes, but the envelope is text").arg(number(evidence.size));
    case VerdictKind::BadEnvelopes:
        return tr("Sent %1 bad envelopes within a minute, the last one was %2")
            .arg(number(evidence.size), latin1(evidence.detail));
    case VerdictKind::IdleTimeout:
        return tr("Closed %1 after the last traffic, %2 from this address or its proxy: a proxy's idle "
                  "timeout; set "
                  "heartbeat.interval below %3")
            .arg(time(evidence.sinceTraffic), tr("%Ln time(s)", nullptr, int(evidence.idleEnds)),
                 evidence.sinceTraffic ? intervalBelow(*evidence.sinceTraffic) : u"?"_s);
    case VerdictKind::EndedWithoutClose:
        return tr("The TCP connection ended without a Close frame, %1 after the last byte: the client's "
                  "program "
                  "ended, or something in between closed it")
            .arg(time(evidence.sinceReceived));
    case VerdictKind::Reset:
        return reset(evidence);
    case VerdictKind::NetworkTimedOut:
        return tr("The kernel gave up (%1) after %2 retransmissions, the last byte came %3 ago: the network "
                  "or the "
                  "client's machine")
            .arg(errorName(evidence.error),
                 evidence.kernel ? Format::count(evidence.kernel->retransmissions) : u"?"_s,
                 time(evidence.sinceReceived));
    case VerdictKind::TlsFailed:
        return tr("TLS failed (%1): the client's TLS code, or something in between changed the bytes")
            .arg(latin1(evidence.detail));
    case VerdictKind::PageLeft:
        return tr("The client closed with 1001: its page was left or reloaded");
    case VerdictKind::ClosedByClient:
        return evidence.cause == Cause::NoStatus
                   ? tr("The client closed without a code")
                   : tr("The client closed with %1").arg(QString::number(evidence.code));
    case VerdictKind::Kicked:
        return tr("Kicked with %1 by %2").arg(QString::number(evidence.code), actor(evidence.actor));
    case VerdictKind::ClosedByOperator:
        return tr("Closed by %1").arg(actor(evidence.actor));
    case VerdictKind::ServerStopped:
        return tr("The server was stopped");
    case VerdictKind::ServerDrained:
        return tr("The server closed its connections for a restart (drain)");
    case VerdictKind::MemoryFull:
        return tr("The server needed memory (%1), and %2 was held for this client")
            .arg(latin1(evidence.key), Format::bytes(evidence.heldBytes));
    case VerdictKind::RoomRefused:
        return tr("Could not be in the room of its path: %1 (%2) was reached")
            .arg(latin1(evidence.key), Format::count(quint64(evidence.limit)));
    case VerdictKind::PublishForbidden:
        return tr("Sent a message to a room in which it may not publish");
    case VerdictKind::TokenInvalid:
        return tr("Sent a token that is not valid");
    case VerdictKind::RoomNotGranted:
        return tr("Its token does not grant the room of its path");
    case VerdictKind::TokenRevoked:
        return tr("Its token was revoked");
    case VerdictKind::NoToken:
        return tr("Sent no token within %1 (%2)")
            .arg(time(Milliseconds(evidence.limit)), latin1(evidence.key));
    case VerdictKind::LifetimeOver:
        return tr("Was connected for as long as is allowed, %1 (%2)")
            .arg(time(Milliseconds(evidence.limit)), latin1(evidence.key));
    case VerdictKind::TokenExpired:
        return tr("Its token expired, and it sent no newer one");
    case VerdictKind::Banned:
        return tr("Was banned");
    case VerdictKind::Replaced:
        return tr("Its user connected again, and may not have more connections");
    case VerdictKind::TooFast:
        return tr("Sent faster than the limit of %1 a second (%2)")
            .arg(Format::count(quint64(evidence.limit)), latin1(evidence.key));
    }
    return verdictText(verdict);
}

QString VerdictText::actor(const std::optional<Actor> &actor)
{
    if (!actor)
        return tr("the server");
    QString who = tr("the program that embeds the server");
    switch (actor->kind) {
    case Actor::Kind::Window:
        who = tr("the window");
        break;
    case Actor::Kind::Api:
        who = tr("the admin API");
        break;
    case Actor::Kind::Ctl:
        who = u"signalboxctl"_s;
        break;
    case Actor::Kind::Embedder:
        break;
    }
    return actor->name.isEmpty() ? who : tr("%1 (%2)", "who, name").arg(who, nameInText(actor->name));
}

QString VerdictText::kernel(const KernelQueue &kernel)
{
    if (kernel.unsent > 0 && kernel.unacknowledged > 0)
        return tr("the kernel had %1 unsent and %2 unacknowledged")
            .arg(Format::bytes(kernel.unsent), Format::bytes(kernel.unacknowledged));
    return kernel.unsent > 0
               ? tr("the kernel had %1 unsent").arg(Format::bytes(kernel.unsent))
               : tr("the kernel had %1 unacknowledged").arg(Format::bytes(kernel.unacknowledged));
}

QString VerdictText::silence(const EndEvidence &evidence)
{
    return tr("No pong for %1, the last byte came %2 ago")
        .arg(time(evidence.sincePong), time(evidence.sinceReceived));
}

QString VerdictText::slowReader(const EndEvidence &evidence)
{
    const QString queued =
        tr("%1 was queued (%2)").arg(Format::bytes(evidence.queuedBytes), latin1(evidence.key));
    if (!evidence.reading)
        return tr("Read too slowly: %1").arg(queued);
    const ReadingRate &reading = *evidence.reading;
    const QString rates = evidence.isInRoom ? tr("Read %1 while its room said %2, over %3; %4")
                                            : tr("Read %1 while %2 came for it, over %3; %4");
    return rates.arg(Format::byteRate(double(reading.read)), Format::byteRate(double(reading.offered)),
                     time(reading.window), queued);
}

QString VerdictText::reset(const EndEvidence &evidence)
{
    const qint64 lost = evidence.queuedBytes +
                        (evidence.kernel ? evidence.kernel->unsent + evidence.kernel->unacknowledged : 0);
    const QString text = tr("The TCP connection was reset (%1), the last byte came %2 ago")
                             .arg(errorName(evidence.error), time(evidence.sinceReceived));
    return tr("%1: the client's program ended, or something in between cut the connection")
        .arg(lost > 0 ? tr("%1, %2 did not get there", "what happened, bytes").arg(text, Format::bytes(lost))
                      : text);
}

} // namespace signalbox

#include "core/model/verdict.h"

#include <QStringList>

#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString oneDecimal(double number)
{
    return QString::number(number, 'f', 1);
}

QString exactSeconds(Milliseconds time)
{
    return oneDecimal(double(time.count()) / 1000) + u" s"_s;
}

// The precision that the number deserves.
QString duration(Milliseconds time)
{
    const qint64 ms = time.count();
    if (ms < 1000)
        return QString::number(ms) + u" ms"_s;
    if (ms < 10'000)
        return exactSeconds(time);
    if (ms < 600'000)
        return QString::number((ms + 500) / 1000) + u" s"_s;
    return QString::number((ms + 30'000) / 60'000) + u" min"_s;
}

QString size(qint64 bytes)
{
    constexpr qint64 KiB = 1024;
    if (bytes < KiB)
        return QString::number(bytes) + u" B"_s;
    if (bytes < KiB * KiB)
        return QString::number((bytes + KiB / 2) / KiB) + u" KiB"_s;
    return oneDecimal(double(bytes) / double(KiB * KiB)) + u" MiB"_s;
}

QString rate(qint64 bytesPerSecond)
{
    if (bytesPerSecond < 1000)
        return QString::number(bytesPerSecond) + u" B/s"_s;
    if (bytesPerSecond < 1'000'000)
        return QString::number((bytesPerSecond + 500) / 1000) + u" kB/s"_s;
    return oneDecimal(double(bytesPerSecond) / 1'000'000) + u" MB/s"_s;
}

QString times(quint32 count)
{
    static constexpr std::array Words{
        "no times",    "once",        "twice",      "three times", "four times",   "five times",  "six times",
        "seven times", "eight times", "nine times", "ten times",   "eleven times", "twelve times"};
    return count < Words.size() ? QString::fromLatin1(Words[count]) : QString::number(count) + u" times"_s;
}

QString kernelText(const KernelQueue &kernel)
{
    QStringList parts;
    if (kernel.unsent > 0)
        parts << size(kernel.unsent) + u" unsent"_s;
    if (kernel.unacknowledged > 0 || parts.isEmpty())
        parts << size(kernel.unacknowledged) + u" unacknowledged"_s;
    return u"the kernel had "_s + parts.join(u" and "_s);
}

QString keyText(const char *key)
{
    return QString::fromLatin1(key);
}

QString actorText(const std::optional<Actor> &actor)
{
    if (!actor)
        return u"the server"_s;
    const QString name = actor->name.isEmpty() ? QString() : u" (%1)"_s.arg(actor->name);
    switch (actor->kind) {
    case Actor::Kind::Window:
        return u"the window"_s + name;
    case Actor::Kind::Api:
        return u"the admin API"_s + name;
    case Actor::Kind::Ctl:
        return u"signalboxctl"_s + name;
    case Actor::Kind::Embedder:
        break;
    }
    return u"the program that embeds the server"_s + name;
}

QString silence(const EndEvidence &evidence)
{
    return u"no pong for %1, the last byte came %2 ago"_s.arg(duration(*evidence.sincePong),
                                                              duration(*evidence.sinceReceived));
}

QString slowReader(const EndEvidence &evidence)
{
    QString text = u"4408: "_s;
    if (const std::optional<ReadingRate> &reading = evidence.reading)
        text += (evidence.isInRoom ? u"read %1 while its room said %2, over %3; "_s
                                   : u"read %1 while %2 came for it, over %3; "_s)
                    .arg(rate(reading->read), rate(reading->offered), duration(reading->window));
    text += u"%1 was queued (%2)"_s.arg(size(evidence.queuedBytes), keyText(evidence.key));
    return text;
}

QString stall(const EndEvidence &evidence)
{
    return u"4408: took nothing for %1 (%2) while %3 was queued, %4"_s.arg(
        duration(Milliseconds(evidence.limit)), keyText(evidence.key), size(evidence.queuedBytes),
        kernelText(*evidence.kernel));
}

QString errorText(int error)
{
    const char *name = ::strerrorname_np(error);
    return name ? QString::fromLatin1(name) : QString::number(error);
}

QString reset(const EndEvidence &evidence)
{
    QString text = u"the TCP connection was reset (%1), the last byte came %2 ago"_s.arg(
        errorText(evidence.error), duration(*evidence.sinceReceived));
    const qint64 lost = evidence.queuedBytes +
                        (evidence.kernel ? evidence.kernel->unsent + evidence.kernel->unacknowledged : 0);
    if (lost > 0)
        text += u", %1 did not get there"_s.arg(size(lost));
    return text + u": the client's program ended, or something in between cut the connection"_s;
}

} // namespace

QString intervalBelow(Milliseconds idle)
{
    constexpr Milliseconds Slack{100};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(idle + Slack);
    return seconds.count() > 0 ? QString::number(seconds.count()) + u's'
                               : QString::number(idle.count()) + u"ms"_s;
}

QString verdictText(const Verdict &verdict)
{
    const EndEvidence &evidence = verdict.evidence;
    switch (verdict.kind) {
    case VerdictKind::Unknown:
        break;
    case VerdictKind::NetworkSilent:
        return u"%1, %2: the network or the client's machine"_s.arg(silence(evidence),
                                                                    kernelText(*evidence.kernel));
    case VerdictKind::ProgramSilent:
        return silence(evidence) +
               (evidence.kernel && evidence.kernel->unsent > 0
                    ? u", %1, but the client's kernel acknowledged all that was sent"_s.arg(
                          kernelText(*evidence.kernel))
                    : u", but the client's kernel acknowledged everything"_s) +
               u": the client's program hangs, or answers no pings"_s;
    case VerdictKind::UserCameBack:
        return u"the last byte came %1 ago, and its user connected again %2 after it: the client changed its network or was restarted"_s
            .arg(duration(*evidence.sinceReceived), duration(*evidence.userCameBack));
    case VerdictKind::SlowReader:
        return slowReader(evidence);
    case VerdictKind::ReaderStopped:
        return stall(evidence) + u": the client does not read"_s;
    case VerdictKind::NetworkStalled:
        return stall(evidence) + u": the network or the client's machine"_s;
    case VerdictKind::MessageTooBig:
        return u"sent a message of at least %1 bytes, the limit is %2 (%3)"_s.arg(
            QString::number(*evidence.size), QString::number(evidence.limit), keyText(evidence.key));
    case VerdictKind::ProtocolBroken:
        return u"broke a rule of the protocol, %1: the client's WebSocket code, or something in between"_s
            .arg(QString::fromLatin1(evidence.detail));
    case VerdictKind::BadText:
        return u"sent %1"_s.arg(QString::fromLatin1(evidence.detail));
    case VerdictKind::BinaryRefused:
        return u"sent a binary message of %1 bytes, but the envelope is text"_s.arg(*evidence.size);
    case VerdictKind::BadEnvelopes:
        return u"sent %1 bad envelopes within a minute, the last one was %2"_s.arg(
            QString::number(*evidence.size), QString::fromLatin1(evidence.detail));
    case VerdictKind::IdleTimeout:
        return u"closed %1 after the last traffic, %2 from this address or its proxy: a proxy's idle timeout; set heartbeat.interval below %3"_s
            .arg(exactSeconds(*evidence.sinceTraffic), times(evidence.idleEnds),
                 intervalBelow(*evidence.sinceTraffic));
    case VerdictKind::EndedWithoutClose:
        return u"the TCP connection ended without a Close frame, %1 after the last byte: the client's program ended, or something in between closed it"_s
            .arg(duration(*evidence.sinceReceived));
    case VerdictKind::Reset:
        return reset(evidence);
    case VerdictKind::NetworkTimedOut:
        return u"the kernel gave up (%1) after %2 retransmissions, the last byte came %3 ago, %4: the network or the client's machine"_s
            .arg(errorText(evidence.error), QString::number(evidence.kernel->retransmissions),
                 duration(*evidence.sinceReceived), kernelText(*evidence.kernel));
    case VerdictKind::TlsFailed:
        return u"TLS failed (%1): the client's TLS code, or something in between changed the bytes"_s.arg(
            QString::fromLatin1(evidence.detail));
    case VerdictKind::PageLeft:
        return u"the client closed with 1001: its page was left or reloaded"_s;
    case VerdictKind::ClosedByClient:
        return evidence.cause == Cause::NoStatus ? u"the client closed without a code"_s
                                                 : u"the client closed with %1"_s.arg(evidence.code);
    case VerdictKind::Kicked:
        return u"kicked with %1 by %2"_s.arg(QString::number(evidence.code), actorText(evidence.actor));
    case VerdictKind::ClosedByOperator:
        return u"closed by %1"_s.arg(actorText(evidence.actor));
    case VerdictKind::ServerStopped:
        return u"the server was stopped"_s;
    case VerdictKind::ServerDrained:
        return u"the server closed its connections for a restart (drain)"_s;
    case VerdictKind::MemoryFull:
        return u"the server needed memory (%1), and %2 was held for this client"_s.arg(
            keyText(evidence.key), size(evidence.heldBytes));
    case VerdictKind::RoomRefused:
        return u"could not be in the room of its path: %1 (%2) was reached"_s.arg(
            keyText(evidence.key), QString::number(evidence.limit));
    case VerdictKind::PublishForbidden:
        return u"sent a message to a room in which it may not publish"_s;
    case VerdictKind::TokenInvalid:
        return u"sent a token that is not valid"_s;
    case VerdictKind::RoomNotGranted:
        return u"its token does not grant the room of its path"_s;
    case VerdictKind::TokenRevoked:
        return u"its token was revoked"_s;
    case VerdictKind::NoToken:
        return u"sent no token within %1 (%2)"_s.arg(duration(Milliseconds(evidence.limit)),
                                                     keyText(evidence.key));
    case VerdictKind::LifetimeOver:
        return u"was connected for as long as is allowed, %1 (%2)"_s.arg(
            duration(Milliseconds(evidence.limit)), keyText(evidence.key));
    case VerdictKind::TokenExpired:
        return u"its token expired, and it sent no newer one"_s;
    case VerdictKind::Banned:
        return u"was banned"_s;
    case VerdictKind::Replaced:
        return u"its user connected again, and may not have more connections"_s;
    case VerdictKind::TooFast:
        return u"sent faster than the limit of %1 a second (%2)"_s.arg(QString::number(evidence.limit),
                                                                       keyText(evidence.key));
    }
    return u"unknown"_s;
}

} // namespace signalbox

#include "ui/events/eventtext.h"

#include "core/model/closedlog.h"
#include "ui/connections/actiontargets.h"
#include "ui/connections/actiontext.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! The text of a reason; %1 is the value, where the reason is about one.
struct ReasonText
{
    std::string_view reason;
    const char *text;
};

constexpr std::array Reasons{
    ReasonText{"address_full",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Too many connections from one address")},
    ReasonText{"user_cap", QT_TRANSLATE_NOOP("signalbox::EventText", "Too many connections of one user")},
    ReasonText{"address_too_fast",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Connects too often from one address")},
    ReasonText{"not_proxied",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Did not come through a trusted proxy")},
    ReasonText{"proxy_header", QT_TRANSLATE_NOOP("signalbox::EventText", "No valid PROXY header")},
    ReasonText{"address_banned", QT_TRANSLATE_NOOP("signalbox::EventText", "Banned address")},
    ReasonText{"user_banned", QT_TRANSLATE_NOOP("signalbox::EventText", "Banned user")},
    ReasonText{"origin_banned", QT_TRANSLATE_NOOP("signalbox::EventText", "Banned Origin %1")},
    ReasonText{"server_full", QT_TRANSLATE_NOOP("signalbox::EventText", "As many connections as allowed")},
    ReasonText{"memory_full", QT_TRANSLATE_NOOP("signalbox::EventText", "No memory left for connections")},
    ReasonText{"no_descriptors", QT_TRANSLATE_NOOP("signalbox::EventText", "No file descriptors left")},
    ReasonText{"unfinished_head",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Too many requests were incomplete")},
    ReasonText{"head_too_large", QT_TRANSLATE_NOOP("signalbox::EventText", "Request head too large")},
    ReasonText{"head", QT_TRANSLATE_NOOP("signalbox::EventText", "Request is not HTTP")},
    ReasonText{"http_version", QT_TRANSLATE_NOOP("signalbox::EventText", "HTTP version not supported")},
    ReasonText{"timeout", QT_TRANSLATE_NOOP("signalbox::EventText", "Request did not come in time")},
    ReasonText{"left", QT_TRANSLATE_NOOP("signalbox::EventText", "Left before its request was complete")},
    ReasonText{"draining",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Came while the server closed its connections")},
    ReasonText{"tls_handshake", QT_TRANSLATE_NOOP("signalbox::EventText", "TLS handshake failed")},
    ReasonText{"client_certificate",
               QT_TRANSLATE_NOOP("signalbox::EventText", "No valid certificate of the client")},
    ReasonText{"certificate_user",
               QT_TRANSLATE_NOOP("signalbox::EventText", "The subject of a certificate is no user name")},
    ReasonText{"rooms_full", QT_TRANSLATE_NOOP("signalbox::EventText", "As many rooms as allowed")},
    ReasonText{"address_rooms_full",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Too many rooms from one address")},
    ReasonText{"room_full",
               QT_TRANSLATE_NOOP("signalbox::EventText", "A room has as many members as allowed")},
    ReasonText{"host", QT_TRANSLATE_NOOP("signalbox::EventText", "Host %1")},
    ReasonText{"origin", QT_TRANSLATE_NOOP("signalbox::EventText", "Origin %1")},
    ReasonText{"no_origin", QT_TRANSLATE_NOOP("signalbox::EventText", "No Origin, path %1")},
    ReasonText{"path", QT_TRANSLATE_NOOP("signalbox::EventText", "No route for %1")},
    ReasonText{"room", QT_TRANSLATE_NOOP("signalbox::EventText", "No valid room name: %1")},
    ReasonText{"user", QT_TRANSLATE_NOOP("signalbox::EventText", "No valid user name, path %1")},
    ReasonText{"target", QT_TRANSLATE_NOOP("signalbox::EventText", "No valid target: %1")},
    ReasonText{"method", QT_TRANSLATE_NOOP("signalbox::EventText", "Method not allowed, path %1")},
    ReasonText{"no_upgrade", QT_TRANSLATE_NOOP("signalbox::EventText", "No WebSocket request: %1")},
    ReasonText{"handshake", QT_TRANSLATE_NOOP("signalbox::EventText", "No valid WebSocket request: %1")},
    ReasonText{"version",
               QT_TRANSLATE_NOOP("signalbox::EventText", "WebSocket version not supported, path %1")},
    ReasonText{"subprotocol", QT_TRANSLATE_NOOP("signalbox::EventText", "No known subprotocol, path %1")},
    ReasonText{"no_token", QT_TRANSLATE_NOOP("signalbox::EventText", "No token, path %1")},
    ReasonText{"wrong_token", QT_TRANSLATE_NOOP("signalbox::EventText", "A wrong token")},
    ReasonText{"too_many_wrong_tokens",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Too many wrong tokens from one address")},
    ReasonText{"auth_denied", QT_TRANSLATE_NOOP("signalbox::EventText", "Not allowed to connect")},
    ReasonText{"auth_unavailable",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Nothing could decide about a token")},
    ReasonText{"decision_late",
               QT_TRANSLATE_NOOP("signalbox::EventText", "The decision about a token came too late")},
    ReasonText{"room_not_granted",
               QT_TRANSLATE_NOOP("signalbox::EventText", "A token without the right to join %1")},
    ReasonText{"admin_request", QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: %1")},
    ReasonText{"admin_head", QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: request is not HTTP")},
    ReasonText{"admin_evicted",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: too many connections")},
    ReasonText{"admin_plain",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: not encrypted, path %1")},
    ReasonText{"admin_host", QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: Host %1")},
    ReasonText{"admin_origin", QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: Origin %1")},
    ReasonText{"admin_token",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: no token, or a wrong one")},
    ReasonText{"admin_role",
               QT_TRANSLATE_NOOP("signalbox::EventText", "Admin port: the role is not enough for %1")},
};

const char *reasonText(QLatin1StringView reason)
{
    const auto *found = std::ranges::find(
        Reasons, std::string_view(reason.data(), std::size_t(reason.size())), &ReasonText::reason);
    return found == Reasons.end() ? nullptr : found->text;
}

QString addressesText(const ServerEvent &event)
{
    QStringList addresses;
    for (const QHostAddress &address : event.addresses)
        addresses += address.toString();
    if (event.hasMoreAddresses)
        addresses += u"…"_s;
    return addresses.join(u", "_s);
}

QString statusPrefix(int status)
{
    return status > 0 ? QString::number(status) + u' ' : QString();
}

} // namespace

QString EventText::of(const ServerEvent &event)
{
    return std::visit([](const auto &body) { return textOf(body); }, event.body);
}

QString EventText::levelName(EventLevel level)
{
    switch (level) {
    case EventLevel::Info:
        break;
    case EventLevel::Warning:
        return tr("Warning");
    case EventLevel::Error:
        return tr("Error");
    }
    return tr("Info");
}

QString EventText::textOf(const ServerStarted &event)
{
    return tr("Listening on %1").arg(event.urls.join(u", "_s));
}

QString EventText::textOf(const ServerStartFailed &event)
{
    return tr("Could not start: %1").arg(event.why);
}

QString EventText::textOf(const ServerDraining &event)
{
    return event.cause == Cause::Drain ? tr("Drain: closing all connections")
                                       : tr("Stop: closing all connections");
}

QString EventText::textOf(const ServerStopped &)
{
    return tr("Stopped");
}

QString EventText::textOf(const ConfigurationReloaded &event)
{
    const QString text = event.changed.isEmpty()
                             ? tr("Configuration reloaded, nothing changed")
                             : tr("Configuration reloaded, changed: %1").arg(event.changed.join(u", "_s));
    return event.needsRestart.isEmpty()
               ? text
               : tr("%1; after a restart: %2").arg(text, event.needsRestart.join(u", "_s));
}

QString EventText::textOf(const ConfigurationRejected &event)
{
    return tr("Configuration not reloaded: %1")
        .arg(visibleText(event.why.section(u'\n', 0, 0), PeerTextKind::Line));
}

QString EventText::textOf(const AdminPortLost &event)
{
    return tr("No admin port: %1").arg(event.why);
}

QString EventText::textOf(const AdminPortBack &event)
{
    return tr("Admin port open again on %1").arg(event.address);
}

QString EventText::textOf(const BrokerLost &event)
{
    return tr("No connection to Redis: %1").arg(visibleText(event.why, PeerTextKind::Line));
}

QString EventText::textOf(const BrokerBack &)
{
    return tr("Connected to Redis again");
}

QString EventText::textOf(const CertificateLoaded &event)
{
    return tr("TLS certificate loaded, valid until %1").arg(Format::dateTime(event.validUntil));
}

QString EventText::textOf(const CertificateRejected &event)
{
    return tr("TLS files not used, the certificate stays: %1")
        .arg(visibleText(event.why, PeerTextKind::Line));
}

QString EventText::textOf(const CertificateEnding &event)
{
    return tr("The TLS certificate ends on %1").arg(Format::dateTime(event.validUntil));
}

QString EventText::textOf(const RequestRefused &event)
{
    const char *text = reasonText(event.reason);
    const bool hasValue = event.subject == RequestRefused::Subject::Origin ||
                          event.subject == RequestRefused::Subject::Host ||
                          event.subject == RequestRefused::Subject::Path;
    QString what = text ? tr(text) : QString(event.reason);
    if (what.contains("%1"_L1)) {
        const QString value = event.isRest ? tr("(others)") : nameInText(event.value);
        what = what.arg(value.isEmpty() ? tr("(none)") : value);
    } else if (event.isRest) {
        what = tr("%1 (others)", "what was refused").arg(what);
    } else if (!text && hasValue) {
        what += u' ' + nameInText(event.value);
    }
    if (!event.detail.isEmpty() && !event.isRest)
        what += u": "_s + event.detail;
    return statusPrefix(event.status) + what;
}

QString EventText::textOf(const LimitReached &event)
{
    switch (event.cause) {
    case Cause::Overloaded:
        return tr("1013 Closed to free memory");
    case Cause::MessageTooBig:
        return tr("1009 Closed: message too big");
    case Cause::QueueOverflow:
        return tr("4408 Closed: too much was queued");
    case Cause::QueuedTooLong:
        return tr("4408 Closed: much was queued for too long");
    case Cause::WriteStalled:
        return tr("4408 Closed: nothing was read for too long");
    case Cause::BadEnvelopes:
        return tr("4400 Closed: too many bad envelopes");
    case Cause::AuthTimeout:
        return tr("3008 Closed: no token came in time");
    default:
        break;
    }
    const CauseInfo &info = causeInfo(event.cause);
    return QString::number(info.code) + u' ' + QString::fromLatin1(info.name);
}

QString EventText::textOf(const WorkPaused &event)
{
    const QString longest = Format::latency(event.longest);
    return event.isRest ? tr("Requests of other users had to wait, up to %1").arg(longest)
                        : tr("Requests had to wait, up to %1").arg(longest);
}

QString EventText::textOf(const RateExceeded &event)
{
    return event.isDropped ? tr("Messages were dropped: sent too fast")
                           : tr("Messages had to wait: sent too fast");
}

QString EventText::textOf(const AcceptingPaused &event)
{
    return tr("Nobody could connect to %1 for a while: %2").arg(event.listener, event.why);
}

QString EventText::textOf(const CommandRun &event)
{
    ActionReport report{{}, {event.actor, event.command}, {}, 0};
    for (std::size_t i = 0; i < event.outcomes.size(); ++i)
        report.outcomes.insert(report.outcomes.end(), std::size_t(event.outcomes[i]), {{}, Outcome(i)});
    report.failure = event.failure;
    if (report.outcomes.empty())
        report.delivered = event.connections;
    return tr("%1: %2", "who, what was done")
        .arg(actorName(event.actor), ActionText::of(report, targetText(event)));
}

QString EventText::textOf(const AdminAct &event)
{
    QString what;
    switch (event.what) {
    case AdminAct::What::Start:
        what = tr("Start the server");
        break;
    case AdminAct::What::Stop:
        what = tr("Stop the server");
        break;
    case AdminAct::What::Reload:
        what = tr("Reload the configuration");
        break;
    case AdminAct::What::ReloadCertificates:
        what = tr("Reload the certificates");
        break;
    case AdminAct::What::Drain:
        what = tr("Drain the server");
        break;
    }
    return tr("%1: %2", "who, what was done").arg(actorName(event.actor), what);
}

QString EventText::actorName(const Actor &actor)
{
    QString kind = tr("Window", "who");
    switch (actor.kind) {
    case Actor::Kind::Window:
        break;
    case Actor::Kind::Api:
        kind = tr("API", "who");
        break;
    case Actor::Kind::Ctl:
        kind = u"signalboxctl"_s;
        break;
    case Actor::Kind::Embedder:
        kind = tr("Program", "who");
        break;
    }
    return actor.name.isEmpty() ? kind : tr("%1 %2", "kind, name").arg(kind, nameInText(actor.name));
}

QString EventText::targetText(const CommandRun &event)
{
    if (const auto *revoke = std::get_if<Revoke>(&event.command)) {
        return revoke->kind == RevocationKind::User ? tr("user %1").arg(nameInText(revoke->value))
                                                    : tr("jti %1").arg(nameInText(revoke->value));
    }
    if (isAboutBans(event.command))
        return {};
    const Target &target = targetOf(event.command);
    if (const auto *room = std::get_if<RoomTarget>(&target))
        return tr("room %1").arg(nameInText(room->room));
    if (const auto *user = std::get_if<UserTarget>(&target))
        return tr("user %1").arg(nameInText(user->user));
    const auto *ids = std::get_if<std::vector<ConnectionId>>(&target);
    if (!ids)
        return tr("all connections");
    QStringList names;
    for (std::size_t i = 0; i < ids->size() && i < std::size_t(MaxNamesInText); ++i)
        names += u'#' + (*ids)[i].toString();
    const QString list = names.join(tr(", ", "between names"));
    const auto shown = quint64(names.size());
    return event.connections > shown
               ? tr("%1 and %Ln more", nullptr, int(event.connections - shown)).arg(list)
               : list;
}

Facts EventText::facts(const ServerEvent &event)
{
    Facts facts;
    const auto add = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.push_back({.title = name, .value = value});
    };
    if (event.count > 1) {
        add(tr("First"), Format::dateTime(event.first));
        add(tr("Last"), Format::dateTime(event.last));
        add(tr("Count"), Format::count(event.count));
    } else {
        add(tr("Time"), Format::dateTime(event.last));
    }
    add(tr("Address"), addressesText(event));
    add(tr("User"), nameInText(event.user));
    if (!event.connection.isNull())
        add(tr("Connection"), event.connection.toString());
    if (const auto *refused = std::get_if<RequestRefused>(&event.body)) {
        add(tr("Sent"), elided(visibleText(refused->value), MaxRefusedText));
        add(tr("Setting"), refused->setting);
        if (!refused->ban.isNull())
            add(tr("Ban"), refused->ban.toString());
    } else if (const auto *limit = std::get_if<LimitReached>(&event.body)) {
        add(tr("Setting"), limit->setting);
    } else if (std::holds_alternative<WorkPaused>(event.body)) {
        add(tr("Setting"), u"limits.work"_s);
    } else if (const auto *rate = std::get_if<RateExceeded>(&event.body)) {
        add(tr("Setting"), rate->setting);
    } else if (const auto *reloaded = std::get_if<ConfigurationReloaded>(&event.body)) {
        add(tr("Changed"), reloaded->changed.join(u'\n'));
        add(tr("After a restart"), reloaded->needsRestart.join(u'\n'));
        add(tr("Warnings"), reloaded->warnings.join(u'\n'));
    } else if (const auto *rejected = std::get_if<ConfigurationRejected>(&event.body)) {
        add(tr("Why"), visibleText(rejected->why, PeerTextKind::Block));
    } else if (const auto *files = std::get_if<CertificateRejected>(&event.body)) {
        add(tr("Why"), visibleText(files->why, PeerTextKind::Block));
    } else if (const auto *loaded = std::get_if<CertificateLoaded>(&event.body)) {
        add(tr("Fingerprint"), loaded->fingerprint);
    } else if (const auto *run = std::get_if<CommandRun>(&event.body)) {
        add(tr("From address"), run->actor.from);
    } else if (const auto *act = std::get_if<AdminAct>(&event.body)) {
        add(tr("From address"), act->actor.from);
    }
    return facts;
}

} // namespace signalbox

#include "core/control/auditentryof.h"

#include "core/base/visibletext.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t MaxNamedConnections = 10;

QString placeOf(const Actor &actor)
{
    switch (actor.kind) {
    case Actor::Kind::Window:
        return u"window"_s;
    case Actor::Kind::Embedder:
        return u"program"_s;
    case Actor::Kind::Api:
    case Actor::Kind::Ctl:
        break;
    }
    return actor.from;
}

QString connectionText(ConnectionId id, const std::optional<ActionSubject> &subject)
{
    const QString text = u"connection "_s + id.toString();
    return subject ? u"%1 (user %2, %3)"_s.arg(text, subject->user, subject->address.toString()) : text;
}

QString connectionsText(const std::vector<ConnectionId> &ids)
{
    QStringList named;
    for (std::size_t i = 0; i < std::min(ids.size(), MaxNamedConnections); ++i)
        named += ids[i].toString();
    if (ids.size() > MaxNamedConnections)
        named += QString(QChar(0x2026));
    return u"%1 connections: %2"_s.arg(ids.size()).arg(named.join(u", "_s));
}

QString bansText(const std::vector<Ban> &bans)
{
    QStringList named;
    for (std::size_t i = 0; i < std::min(bans.size(), MaxNamedConnections); ++i) {
        const Ban &ban = bans[i];
        named += ban.value.isEmpty() ? u"ban "_s + ban.id.toString()
                                     : QLatin1StringView(banKindName(ban.kind)) + u' ' + ban.value;
    }
    if (bans.size() > MaxNamedConnections)
        named += QString(QChar(0x2026));
    const QString text = named.join(u", "_s);
    return bans.size() == 1 ? text : u"%1 bans: %2"_s.arg(bans.size()).arg(text);
}

QString targetText(const ActionReport &report)
{
    const CommandBody &body = report.command.body;
    if (const auto *add = std::get_if<AddBans>(&body))
        return bansText(add->bans);
    if (const auto *remove = std::get_if<RemoveBans>(&body))
        return bansText(remove->bans);
    if (const auto *edit = std::get_if<EditBan>(&body))
        return bansText({edit->ban});
    // A user's name is checked, but an id of a token is what somebody has chosen.
    if (const auto *revoke = std::get_if<Revoke>(&body))
        return QLatin1StringView(revocationKindName(revoke->kind)) + u' ' + visibleText(revoke->value);
    const Target &target = targetOf(report.command.body);
    if (const auto *room = std::get_if<RoomTarget>(&target))
        return u"room "_s + room->room;
    if (const auto *user = std::get_if<UserTarget>(&target))
        return u"user "_s + user->user;
    const auto *ids = std::get_if<std::vector<ConnectionId>>(&target);
    if (!ids)
        return u"all connections"_s;
    if (!report.command.filter.isNull())
        return u"filter \"%1\""_s.arg(report.command.filter);
    return ids->size() == 1 ? connectionText(ids->front(), report.subject) : connectionsText(*ids);
}

//! In the order in which they are listed.
constexpr std::array Outcomes{
    std::pair(Outcome::Done, "done"),          std::pair(Outcome::ClosedClean, "closed"),
    std::pair(Outcome::NoAnswer, "no answer"), std::pair(Outcome::Rejected, "rejected"),
    std::pair(Outcome::AlreadyGone, "gone"),   std::pair(Outcome::Unknown, "unknown")};
static_assert(Outcomes.size() == OutcomeCount);

QString outcomeText(const ActionReport &report)
{
    if (!report.failure.isEmpty())
        return u"failed: "_s + report.failure;
    if (isWithoutOutcomes(report.command.body)) {
        if (std::holds_alternative<DeleteHistory>(report.command.body))
            return u"done"_s;
        if (isAboutAccess(report.command.body))
            return report.delivered == 0 ? u"done"_s : u"done, closed %1"_s.arg(report.delivered);
        const QString delivered = u"delivered %1"_s.arg(report.delivered);
        return report.seq ? u"%1, seq %2"_s.arg(delivered).arg(*report.seq) : delivered;
    }
    if (report.outcomes.empty())
        return u"nothing matched"_s;
    QStringList parts;
    for (const auto &[outcome, name] : Outcomes) {
        const auto count = std::ranges::count(report.outcomes, outcome, &ActionOutcome::outcome);
        if (count == 0)
            continue;
        parts += report.outcomes.size() == 1 ? QString::fromLatin1(name)
                                             : u"%1 %2"_s.arg(QString::fromLatin1(name)).arg(count);
    }
    return parts.join(u", "_s);
}

QString detailOf(const Kick &kick)
{
    const QString code = u"code %1"_s.arg(kick.code);
    return kick.reason.isEmpty() ? code : u"%1, reason \"%2\""_s.arg(code, kick.reason);
}

QString detailOf(const Close &close)
{
    return detailOf(Kick{.code = close.code, .reason = close.reason});
}

QString detailOf(const Ping &)
{
    return {};
}

QString detailOf(const Send &send)
{
    return u"%1, %2 bytes"_s.arg(send.type == MessageType::Text ? u"text"_s : u"binary"_s)
        .arg(send.payload.size());
}

QString detailOf(const PutIntoRoom &put)
{
    return u"room "_s + put.room;
}

QString detailOf(const TakeOutOfRoom &take)
{
    return u"room "_s + take.room;
}

QString detailOf(const Publish &publish)
{
    return u"%1, %2 bytes"_s.arg(publish.isBase64 ? u"base64"_s : u"JSON"_s).arg(publish.content.size());
}

QString detailOf(const DeleteHistory &)
{
    return {};
}

QString termsOf(const Ban &ban)
{
    const QString end = ban.expires ? u"until "_s + toRfc3339(*ban.expires) : u"for ever"_s;
    return ban.reason.isEmpty() ? end : u"%1, reason \"%2\""_s.arg(end, ban.reason);
}

QString detailOf(const AddBans &add)
{
    return add.bans.size() == 1 ? termsOf(add.bans.front()) : QString();
}

QString detailOf(const EditBan &edit)
{
    return termsOf(edit.ban);
}

QString detailOf(const RemoveBans &)
{
    return {};
}

QString detailOf(const Revoke &revoke)
{
    return revoke.until ? u"until "_s + toRfc3339(*revoke.until) : QString();
}

} // namespace

AuditEntry auditEntryOf(const ActionReport &report, WallTime time)
{
    const CommandBody &body = report.command.body;
    AuditEntry entry = auditEntryOf(report.command.actor, QString::fromLatin1(commandName(body)), time);
    entry.target = targetText(report);
    entry.outcome = outcomeText(report);
    entry.detail = std::visit([](const auto &command) { return detailOf(command); }, body);
    return bounded(std::move(entry));
}

AuditEntry auditEntryOf(const Actor &actor, const QString &action, WallTime time)
{
    AuditEntry entry;
    entry.time = time;
    entry.who = actor.name;
    entry.from = placeOf(actor);
    entry.action = action;
    return entry;
}

} // namespace signalbox

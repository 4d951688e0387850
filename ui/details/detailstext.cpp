#include "ui/details/detailstext.h"

#include "ui/closed/verdicttext.h"
#include "ui/connections/roomstext.h"
#include "ui/details/endedconnections.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype MaxFieldName = 26;  // characters; a long name would leave no room for the value
constexpr qsizetype MaxShownRooms = 10; // in a line; the tool tip has more

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"–"_s : text;
}

void addText(Facts &facts, const QString &title, const QString &text)
{
    if (!text.isEmpty())
        facts.push_back({title, visibleText(text)});
}

} // namespace

Facts DetailsText::identity(const ConnectionRow &row, const ConnectionReport *report, WallTime now)
{
    const ConnectionInfo &info = row.info;
    Facts facts{{tr("Address"), row.peerText},
                {tr("Rooms"), orDash(rooms(row)), roomsToolTip(row)},
                {tr("Protocol"), orDash(protocol(row, report))},
                {tr("Client"), orDash(visibleText(info.userAgent))}};
    if (info.proxy)
        facts.insert(facts.begin() + 1, {tr("Via"), info.proxy->toString()});
    if (info.user.isEmpty())
        facts.insert(facts.begin(),
                     {tr("Token"), tr("none yet"),
                      tr("It is in no room and receives nothing until it has sent one"), Fact::Tone::Notice});
    if (info.expires)
        facts.insert(facts.begin(), token(*info.expires, now));
    if (!info.displayName.isEmpty())
        facts.insert(facts.begin(), {tr("Name"), visibleText(info.displayName)});
    addText(facts, tr("Origin"), info.origin);
    addText(facts, tr("Path"), info.path);
    facts.push_back({tr("Listener"), row.listenerText});
    facts.push_back({tr("Connected"), Format::dateTime(info.connectedAt)});
    if (!report || !report->tls)
        return facts;
    const TlsReading &tls = *report->tls;
    facts.push_back({tr("TLS"), tls.version + u", "_s + tls.cipher});
    addText(facts, tr("Server name"), tls.serverName);
    addText(facts, tr("ALPN"), tls.protocol);
    addText(facts, tr("Certificate"), tls.clientSubject);
    return facts;
}

//! When the connection ends unless the client sends a newer token.
Fact DetailsText::token(WallTime expires, WallTime now)
{
    constexpr std::chrono::minutes Soon{1};
    const QString time = Format::dateTime(expires);
    if (expires <= now)
        return {tr("Token"), tr("has expired"), time, Fact::Tone::Notice};
    return {tr("Token"), tr("expires in %1").arg(Format::duration(expires - now)),
            tr("%1: the connection ends then unless the client sends a newer token").arg(time),
            expires - now < Soon ? Fact::Tone::Notice : Fact::Tone::Usual};
}

Facts DetailsText::traffic(const Activity &activity, const ConnectionReport *report)
{
    const Traffic &traffic = activity.traffic;
    const auto amount = [](quint64 messages, quint64 bytes) {
        return tr("%1 · %2", "messages, bytes").arg(Format::count(messages), Format::bytes(qint64(bytes)));
    };
    Facts facts{{tr("In"), amount(traffic.messagesIn, traffic.bytesIn)},
                {tr("Out"), amount(traffic.messagesOut, traffic.bytesOut)},
                {tr("Queued"), tr("%1 in %Ln frame(s)", nullptr, int(activity.queuedFrames))
                                   .arg(Format::bytes(activity.queuedBytes))}};
    if (activity.droppedMessages > 0)
        facts.push_back({tr("Dropped"),
                         tr("%Ln message(s)", nullptr, int(activity.droppedMessages)),
                         {},
                         Fact::Tone::Bad});
    facts.push_back({tr("Work"), Format::bytes(activity.work)});
    if (!report)
        return facts;
    facts.push_back({tr("In flight"), Format::bytes(report->inFlightBytes),
                     tr("Requests of the client that the server still works on")});
    facts.push_back({tr("Memory"), Format::bytes(report->heldBytes),
                     tr("Held for the client beyond what every connection takes")});
    std::ranges::copy(pauses(report->pauses), std::back_inserter(facts));
    return facts;
}

Facts DetailsText::pauses(const PauseReading &pauses)
{
    Facts facts;
    const QString title = tr("Not read");
    if (pauses.work)
        facts.push_back({title, tr("for %1: limits.work").arg(Format::latency(*pauses.work)),
                         tr("What it asked for cost more than limits.work; its next requests wait"),
                         Fact::Tone::Notice});
    if (pauses.inFlight)
        facts.push_back({title, tr("for %1: requests in flight").arg(Format::latency(*pauses.inFlight)),
                         tr("The server still works on its requests; the next ones wait"),
                         Fact::Tone::Notice});
    return facts;
}

Facts DetailsText::network(const ConnectionReport &report)
{
    Facts facts;
    if (const std::optional<NetworkReading> &network = report.network) {
        facts = {
            {tr("Kernel rtt"),
             tr("%1 ± %2").arg(Format::latency(network->roundTrip),
                               Format::latency(network->roundTripVariation)),
             tr("The round trip of TCP segments; the latency of pings includes the program of the client")},
            {tr("Retransmits"), tr("%Ln segment(s)", nullptr, int(network->retransmissions))},
            {tr("Unsent"), Format::bytes(network->unsent)},
            {tr("Unacknowledged"), Format::bytes(network->unacknowledged)},
            {tr("Window"), tr("%Ln segment(s)", nullptr, int(network->congestionWindow)),
             tr("The congestion window: how much may be on its way")},
            {tr("Last received"), tr("%1 ago").arg(Format::latency(network->sinceReceived))},
            {tr("Last sent"), tr("%1 ago").arg(Format::latency(network->sinceSent))}};
    }
    const HeartbeatReading &heartbeat = report.heartbeat;
    if (heartbeat.sincePong)
        facts.push_back({tr("Last pong"), tr("%1 ago").arg(Format::duration(*heartbeat.sincePong))});
    if (heartbeat.isQueued)
        facts.push_back({tr("Next ping"), tr("waits behind what is queued"), {}, Fact::Tone::Notice});
    else if (heartbeat.untilPing)
        facts.push_back({tr("Next ping"), tr("in %1").arg(Format::duration(*heartbeat.untilPing))});
    else
        facts.push_back({tr("Next ping"), tr("none: heartbeat.interval is 0")});
    if (heartbeat.unanswered > 0)
        facts.push_back({tr("Unanswered"),
                         tr("%Ln ping(s)", nullptr, int(heartbeat.unanswered)),
                         {},
                         heartbeat.unanswered > 1 ? Fact::Tone::Notice : Fact::Tone::Usual});
    return facts;
}

Facts DetailsText::events(const ConnectionInfo &info, const std::vector<ConnectionEvent> &events,
                          WallTime now)
{
    Facts facts{{time(info.connectedAt, now), info.room.isEmpty()
                                                  ? tr("connected")
                                                  : tr("connected, joined %1").arg(nameInText(info.room))}};
    for (const ConnectionEvent &happened : events)
        facts.push_back(event(happened, now));
    return facts;
}

Fact DetailsText::event(const ConnectionEvent &event, WallTime now)
{
    using Kind = ConnectionEventKind;
    const bool isBad = event.kind == Kind::ErrorAnswered || event.kind == Kind::Closing;
    const bool isUsual =
        event.kind == Kind::Joined || event.kind == Kind::Left || event.kind == Kind::LatencyFell;
    Fact fact{time(event.time, now), eventText(event)};
    fact.tone = isBad ? Fact::Tone::Bad : isUsual ? Fact::Tone::Usual : Fact::Tone::Notice;
    if (event.count > 1)
        fact.value = tr("%1 (%2 times)").arg(fact.value, Format::count(event.count));
    return fact;
}

QString DetailsText::eventText(const ConnectionEvent &event)
{
    const QString text = nameInText(event.text);
    switch (event.kind) {
    case ConnectionEventKind::Joined:
        return RoomEntry(event.number) == RoomEntry::Operator ? tr("put into %1").arg(text)
                                                              : tr("joined %1").arg(text);
    case ConnectionEventKind::Left:
        return tr("left %1").arg(text);
    case ConnectionEventKind::LatencyRose:
        return tr("latency above %1: %2")
            .arg(Format::latency(HighLatency), Format::latency(Nanoseconds(event.number)));
    case ConnectionEventKind::LatencyFell:
        return tr("latency down to %1").arg(Format::latency(Nanoseconds(event.number)));
    case ConnectionEventKind::ErrorAnswered:
        return tr("bad request: %1").arg(text);
    case ConnectionEventKind::FellBehind:
        return tr("reads too slowly: %1 queued").arg(Format::bytes(event.number));
    case ConnectionEventKind::InFlightPause:
        return tr("not read for %1: requests in flight").arg(Format::latency(Nanoseconds(event.number)));
    case ConnectionEventKind::WorkPause:
        return tr("not read for %1: limits.work").arg(Format::latency(Nanoseconds(event.number)));
    case ConnectionEventKind::RateExceeded:
        return event.number > 0 ? tr("sends too fast, not read: %1").arg(text)
                                : tr("sends too fast, messages dropped: %1").arg(text);
    case ConnectionEventKind::Closing:
        return event.text.isEmpty() ? tr("closing, %1").arg(event.number)
                                    : tr("closing, %1: %2").arg(QString::number(event.number), text);
    }
    return text;
}

Facts DetailsText::request(const QByteArray &head)
{
    Facts facts;
    const QStringList lines = QString::fromUtf8(head).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const qsizetype colon = facts.empty() ? -1 : line.indexOf(": "_L1);
        if (colon < 0)
            facts.push_back({facts.empty() ? tr("Request") : QString(), visibleText(line)});
        else
            facts.push_back(
                {elided(visibleText(line.first(colon)), MaxFieldName), visibleText(line.sliced(colon + 2))});
    }
    return facts;
}

Facts DetailsText::summary(const std::vector<const ConnectionRow *> &rows, WallTime now)
{
    if (rows.empty())
        return {};
    QSet<QString> users;
    QSet<QString> addresses;
    Activity sum;
    std::vector<Nanoseconds> latencies;
    WallTime oldest = rows.front()->info.connectedAt;
    for (const ConnectionRow *row : rows) {
        const Activity &activity = row->activity;
        users.insert(row->info.user);
        addresses.insert(row->info.peer.address.toString());
        sum.traffic.messagesIn += activity.traffic.messagesIn;
        sum.traffic.messagesOut += activity.traffic.messagesOut;
        sum.traffic.bytesIn += activity.traffic.bytesIn;
        sum.traffic.bytesOut += activity.traffic.bytesOut;
        sum.queuedBytes += activity.queuedBytes;
        sum.queuedFrames += activity.queuedFrames;
        sum.droppedMessages += activity.droppedMessages;
        sum.work += activity.work;
        if (activity.latency)
            latencies.push_back(activity.latency->smoothed);
        oldest = std::min(oldest, row->info.connectedAt);
    }
    QStringList common = roomNames(rows.front()->info, rows.front()->activity.rooms);
    for (const ConnectionRow *row : rows) {
        if (common.isEmpty())
            break;
        const QStringList names = roomNames(row->info, row->activity.rooms);
        erase_if(common, [&names](const QString &room) { return !names.contains(room); });
    }
    QStringList shown;
    for (const QString &room : std::as_const(common).first(std::min(common.size(), MaxShownRooms)))
        shown += nameInText(room);

    Facts facts{{tr("Users"), Format::count(quint64(users.size()))},
                {tr("Addresses"), Format::count(quint64(addresses.size()))},
                {tr("Rooms in common"), orDash(shown.join(u", "_s))},
                {tr("Oldest"), tr("open for %1").arg(Format::duration(now - oldest))}};
    if (!latencies.empty()) {
        const auto middle = latencies.begin() + std::ptrdiff_t(latencies.size() / 2);
        std::ranges::nth_element(latencies, middle);
        facts.push_back({tr("Latency"),
                         tr("median %1, highest %2")
                             .arg(Format::latency(*middle), Format::latency(std::ranges::max(latencies)))});
    }
    std::ranges::copy(traffic(sum, nullptr), std::back_inserter(facts));
    return facts;
}

QString DetailsText::closed(const EndedConnection &ended, WallTime now)
{
    return tr("closed %1 at %2").arg(QString::number(ended.end.code), time(ended.closedAt, now));
}

QString DetailsText::why(const EndedConnection &ended)
{
    if (ended.verdict.kind != VerdictKind::Unknown)
        return VerdictText::of(ended.verdict);
    return nameInText(ended.end.reason);
}

QString DetailsText::time(WallTime time, WallTime now)
{
    const auto local = [](WallTime at) {
        return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
    };
    return local(time).date() == local(now).date() ? local(time).time().toString(u"HH:mm:ss"_s)
                                                   : Format::dateTime(time);
}

QString DetailsText::rooms(const ConnectionRow &row)
{
    const JoinedRooms &rooms = row.activity.rooms;
    if (rooms.isNull())
        return visibleText(row.info.room);
    QStringList names;
    for (const JoinedRoom &room :
         rooms.list().first(std::min<std::size_t>(rooms.list().size(), MaxShownRooms)))
        names += tr("%1 (%2)", "room, how it was joined").arg(nameInText(room.name), roomEntry(room.entry));
    if (const std::size_t more = rooms.list().size() - std::size_t(names.size()); more > 0)
        names += u'+' + Format::count(more);
    return names.join(u", "_s);
}

QString DetailsText::roomsToolTip(const ConnectionRow &row)
{
    return row.activity.rooms.list().size() > 1 ? roomsDetails(row.info, row.activity.rooms) : QString();
}

QString DetailsText::roomEntry(RoomEntry entry)
{
    switch (entry) {
    case RoomEntry::Path:
        return tr("path");
    case RoomEntry::Request:
        return tr("joined");
    case RoomEntry::Operator:
        return tr("put in");
    }
    return {};
}

QString DetailsText::protocol(const ConnectionRow &row, const ConnectionReport *report)
{
    QStringList parts;
    if (!row.info.subprotocol.isEmpty())
        parts += visibleText(row.info.subprotocol);
    if (report && !report->extensions.isEmpty())
        parts += visibleText(QString::fromUtf8(report->extensions));
    return parts.join(u", "_s);
}

} // namespace signalbox

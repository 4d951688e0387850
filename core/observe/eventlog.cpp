#include "core/observe/eventlog.h"

#include "core/observe/refusalkind.h"
#include "core/policy/origincheck.h"

#include <algorithm>
#include <optional>

namespace signalbox {

namespace {

QLatin1StringView latin1(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

RequestRefused bodyOf(const RefusedRequest &request, const RefusalKind &kind)
{
    RequestRefused body{.reason = latin1(kind.reason),
                        .status = request.status,
                        .subject = kind.subject,
                        .setting = latin1(kind.setting),
                        .ban = request.ban,
                        .detail = QLatin1StringView(request.detail)};
    switch (kind.subject) {
    case RequestRefused::Subject::Address:
    case RequestRefused::Subject::Server:
        break;
    case RequestRefused::Subject::Origin:
        body.value = request.origin;
        break;
    case RequestRefused::Subject::Host:
        body.value = request.host;
        break;
    case RequestRefused::Subject::Path:
        body.value = request.path;
        break;
    }
    return body;
}

//! Made only for a new event: parsing costs more than counting.
void addEntry(RequestRefused &body)
{
    if (body.setting.isEmpty())
        return; // such as an Origin at the admin port, which none allows
    if (body.subject == RequestRefused::Subject::Origin)
        body.entry = entryForOrigin(body.value).value_or(QString());
    else if (body.subject == RequestRefused::Subject::Host)
        body.entry = entryForHost(body.value).value_or(QString());
}

//! Returns the setting that a connection has reached whose end has \a cause; nothing: the cause is no limit.
std::optional<QLatin1StringView> settingOf(Cause cause)
{
    switch (cause) {
    case Cause::Overloaded:
        return QLatin1StringView("limits.memory");
    case Cause::QueueOverflow:
        return QLatin1StringView("limits.outbox_hard");
    case Cause::QueuedTooLong:
        return QLatin1StringView("limits.outbox_soft");
    case Cause::WriteStalled:
        return QLatin1StringView("limits.write_stall");
    case Cause::MessageTooBig:
        return QLatin1StringView("limits.max_message");
    case Cause::AuthTimeout:
        return QLatin1StringView("limits.auth");
    case Cause::BadEnvelopes:
        return QLatin1StringView();
    default:
        return std::nullopt;
    }
}

EventLevel levelOf(const ServerEventBody &body, WallTime now)
{
    if (const auto *refused = std::get_if<RequestRefused>(&body))
        return RefusalKind::of({refused->reason.data(), std::size_t(refused->reason.size())}).isHarmless
                   ? EventLevel::Info
                   : EventLevel::Warning;
    if (const auto *reloaded = std::get_if<ConfigurationReloaded>(&body))
        return reloaded->warnings.isEmpty() ? EventLevel::Info : EventLevel::Warning;
    if (const auto *certificate = std::get_if<CertificateEnding>(&body))
        return certificate->validUntil <= now ? EventLevel::Error : EventLevel::Warning;
    if (std::holds_alternative<ServerStartFailed>(body) ||
        std::holds_alternative<ConfigurationRejected>(body) || std::holds_alternative<BrokerLost>(body) ||
        std::holds_alternative<CertificateRejected>(body) || std::holds_alternative<AcceptingPaused>(body))
        return EventLevel::Error;
    if (std::holds_alternative<AdminPortLost>(body) || std::holds_alternative<LimitReached>(body) ||
        std::holds_alternative<WorkPaused>(body))
        return EventLevel::Warning;
    return EventLevel::Info;
}

//! Returns whether what happened belongs to \a event, which is of the same group.
bool isSame(const ServerEvent &event, const ServerEventBody &body, const Endpoint &peer, const QString &user)
{
    if (const auto *refused = std::get_if<RequestRefused>(&body)) {
        const auto &known = std::get<RequestRefused>(event.body);
        if (known.isRest || known.status != refused->status || known.value != refused->value)
            return false;
        return refused->subject != RequestRefused::Subject::Address ||
               limitKey(event.peer.address) == limitKey(peer.address);
    }
    if (std::holds_alternative<WorkPaused>(body))
        return !std::get<WorkPaused>(event.body).isRest && event.user == user;
    if (const auto *paused = std::get_if<AcceptingPaused>(&body))
        return std::get<AcceptingPaused>(event.body).listener == paused->listener;
    return true;
}

bool isRest(const ServerEvent &event)
{
    if (const auto *refused = std::get_if<RequestRefused>(&event.body))
        return refused->isRest;
    const auto *paused = std::get_if<WorkPaused>(&event.body);
    return paused && paused->isRest;
}

ServerEventBody restOf(ServerEventBody body)
{
    if (auto *refused = std::get_if<RequestRefused>(&body)) {
        refused->isRest = true;
        refused->value.clear();
        refused->entry.clear();
        refused->ban = {};
    } else if (auto *paused = std::get_if<WorkPaused>(&body)) {
        paused->isRest = true;
    }
    return body;
}

void addAddress(ServerEvent &event, const QHostAddress &address)
{
    if (address.isNull() || std::ranges::find(event.addresses, address) != event.addresses.end())
        return;
    if (event.addresses.size() < ServerEvent::MaxAddresses)
        event.addresses.push_back(address);
    else
        event.hasMoreAddresses = true;
}

//! Clears the texts of all bans but the first: they may be thousands.
void shorten(std::vector<Ban> &bans)
{
    for (std::size_t i = CommandRun::MaxConnections; i < bans.size(); ++i)
        bans[i] = {.id = bans[i].id, .kind = bans[i].kind};
}

//! Takes over what the newest occurrence tells.
void update(ServerEventBody &known, const ServerEventBody &body)
{
    if (const auto *paused = std::get_if<WorkPaused>(&body)) {
        auto &work = std::get<WorkPaused>(known);
        work.longest = std::max(work.longest, paused->longest);
    } else if (std::holds_alternative<AcceptingPaused>(body)) {
        known = body;
    } else if (const auto *refused = std::get_if<RequestRefused>(&body)) {
        std::get<RequestRefused>(known).ban = refused->ban;
        std::get<RequestRefused>(known).detail = refused->detail;
    }
}

} // namespace

void EventLog::add(ServerEventBody body, WallTime now)
{
    const std::lock_guard lock(m_mutex);
    m_single.push_back(insert(std::move(body), now).event.id);
    keepAtMost(MaxSingle, m_single);
}

void EventLog::refused(const RefusedRequest &request, ConnectionId connection, const QString &user)
{
    const RefusalKind kind = RefusalKind::of(request.reason);
    const std::lock_guard lock(m_mutex);
    count(kind.reason, bodyOf(request, kind), {request.time, request.peer, connection, user});
}

void EventLog::closed(const ConnectionInfo &connection, Cause cause, WallTime now)
{
    const std::optional<QLatin1StringView> setting = settingOf(cause);
    if (!setting)
        return;
    const std::lock_guard lock(m_mutex);
    count(causeInfo(cause).name, LimitReached{cause, *setting},
          {now, connection.peer, connection.id, connection.user});
}

void EventLog::workPaused(const ConnectionInfo &connection, Milliseconds wait, WallTime now)
{
    const std::lock_guard lock(m_mutex);
    count(WorkPaused::Name, WorkPaused{wait}, {now, connection.peer, connection.id, connection.user});
}

void EventLog::rateExceeded(const ConnectionInfo &connection, QLatin1StringView setting, Milliseconds wait,
                            WallTime now)
{
    const std::lock_guard lock(m_mutex);
    count(RateExceeded::Name, RateExceeded{setting, wait.count() == 0},
          {now, connection.peer, connection.id, connection.user});
}

void EventLog::acceptingPaused(const Endpoint &listener, const QString &why, WallTime now)
{
    const std::lock_guard lock(m_mutex);
    count(AcceptingPaused::Name, AcceptingPaused{listener.toString(), why}, {now});
}

void EventLog::commandFinished(const ActionReport &report, WallTime now)
{
    CommandRun run{.actor = report.command.actor, .command = report.command.body};
    if (auto *send = std::get_if<Send>(&run.command))
        send->payload.clear();
    else if (auto *publish = std::get_if<Publish>(&run.command))
        publish->content.clear();
    else if (auto *add = std::get_if<AddBans>(&run.command))
        shorten(add->bans);
    else if (auto *remove = std::get_if<RemoveBans>(&run.command))
        shorten(remove->bans);
    Target target = targetOf(run.command);
    if (auto *ids = std::get_if<std::vector<ConnectionId>>(&target);
        ids && ids->size() > CommandRun::MaxConnections) {
        ids->resize(CommandRun::MaxConnections);
        setTarget(run.command, std::move(target));
    }
    for (const ActionOutcome &outcome : report.outcomes)
        ++run.outcomes[std::size_t(outcome.outcome)];
    run.failure = report.failure;
    run.connections = std::max<quint64>(report.outcomes.size(), report.delivered);
    const ConnectionId only =
        report.outcomes.size() == 1 ? report.outcomes.front().connection : ConnectionId();

    const std::lock_guard lock(m_mutex);
    Entry &entry = insert(std::move(run), now);
    entry.event.connection = only;
    m_commands.push_back(entry.event.id);
    keepAtMost(MaxCommands, m_commands);
}

ServerEventBatch EventLog::changesFor(Reader &reader) const
{
    ServerEventBatch batch;
    const std::lock_guard lock(m_mutex);
    if (reader.forgotten != m_forgotten) {
        std::erase_if(reader.told, [&](ServerEventId id) {
            const bool isForgotten = !m_events.contains(id);
            if (isForgotten)
                batch.forgotten.push_back(id);
            return isForgotten;
        });
    }
    for (const auto &[id, entry] : m_events) {
        if (entry.revision <= reader.revision)
            continue;
        batch.events.push_back(entry.event);
        if (reader.told.empty() || reader.told.back() < id)
            reader.told.push_back(id); // an event that is new to the reader has the highest id so far
    }
    reader.forgotten = m_forgotten;
    reader.revision = m_revision.load(std::memory_order_relaxed);
    return batch;
}

EventLog::Entry &EventLog::insert(ServerEventBody &&body, WallTime now)
{
    const ServerEventId id(++m_lastId);
    Entry &entry = m_events[id];
    entry.event.id = id;
    entry.event.level = levelOf(body, now);
    entry.event.first = entry.event.last = now;
    entry.event.body = std::move(body);
    entry.revision = m_revision.load(std::memory_order_relaxed) + 1;
    m_revision.store(entry.revision, std::memory_order_release);
    return entry;
}

void EventLog::count(std::string_view groupName, ServerEventBody &&body, const Occurrence &occurrence)
{
    Group &group = m_groups[groupName];
    for (Entry *entry : group) {
        if (!isSame(entry->event, body, occurrence.peer, occurrence.user))
            continue;
        update(entry->event.body, body);
        ++entry->event.count;
        occurred(*entry, occurrence);
        return;
    }
    const auto values =
        std::size_t(std::ranges::count_if(group, [](const Entry *entry) { return !isRest(entry->event); }));
    if (values >= MaxValues && !makeRoom(group, occurrence.time)) {
        countRest(group, body, 1, occurrence);
        return;
    }
    if (auto *refused = std::get_if<RequestRefused>(&body))
        addEntry(*refused);
    Entry &entry = insert(std::move(body), occurrence.time);
    group.push_back(&entry);
    occurred(entry, occurrence);
}

//! Forgets the event of a value that was silent, and counts it with the rest. Returns false if there is none.
bool EventLog::makeRoom(Group &group, WallTime now)
{
    Entry *least = nullptr;
    for (Entry *entry : group) {
        const ServerEvent &event = entry->event;
        if (isRest(event) || now - event.last < (event.count == 1 ? SilenceOfOne : Silence))
            continue;
        if (!least || std::pair(event.count, event.last) < std::pair(least->event.count, least->event.last))
            least = entry;
    }
    if (!least)
        return false;
    const ServerEvent forgotten = least->event;
    std::erase(group, least);
    forget(forgotten.id);
    countRest(group, forgotten.body, forgotten.count,
              {forgotten.last, forgotten.peer, forgotten.connection, forgotten.user});
    return true;
}

void EventLog::countRest(Group &group, const ServerEventBody &body, quint64 count,
                         const Occurrence &occurrence)
{
    const auto found = std::ranges::find_if(group, [](const Entry *entry) { return isRest(entry->event); });
    if (found != group.end()) {
        update((*found)->event.body, restOf(body));
        (*found)->event.count += count;
        occurred(**found, occurrence);
        return;
    }
    Entry &entry = insert(restOf(body), occurrence.time);
    entry.event.count = count;
    group.push_back(&entry);
    occurred(entry, occurrence);
}

//! Notes when and by whom; the caller has counted.
void EventLog::occurred(Entry &entry, const Occurrence &occurrence)
{
    ServerEvent &event = entry.event;
    if (occurrence.time >= event.last) {
        event.last = occurrence.time;
        event.peer = occurrence.peer;
        event.connection = occurrence.connection;
        event.user = occurrence.user;
    }
    event.first = std::min(event.first, occurrence.time);
    addAddress(event, occurrence.peer.address);
    entry.revision = m_revision.load(std::memory_order_relaxed) + 1;
    m_revision.store(entry.revision, std::memory_order_release);
}

void EventLog::keepAtMost(std::size_t most, std::deque<ServerEventId> &ids)
{
    while (ids.size() > most) {
        forget(ids.front());
        ids.pop_front();
    }
}

void EventLog::forget(ServerEventId id)
{
    m_events.erase(id);
    ++m_forgotten;
    m_revision.store(m_revision.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

} // namespace signalbox

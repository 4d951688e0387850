#include "core/server/accesskeeper.h"

#include "core/server/accessmerge.h"
#include "core/server/bankeeper.h"
#include "core/server/revocationkeeper.h"

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr Milliseconds ApplyAfter{10};

using Operation = AccessOperation::Kind;

//! Returns how an actor at another node is called here.
Actor actorOf(const AccessOrigin &origin)
{
    Actor actor = origin.actor.value_or(Actor());
    actor.name = actor.name.isEmpty() ? origin.name : u"%1 at %2"_s.arg(actor.name, origin.name);
    return actor;
}

} // namespace

AccessKeeper::AccessKeeper(BanKeeper &bans, RevocationKeeper &revocations)
    : m_bans(bans)
    , m_revocations(revocations)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &AccessKeeper::flush);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &AccessKeeper::giveUp);
    m_apply.setSingleShot(true);
    connect(&m_apply, &QTimer::timeout, this, &AccessKeeper::applyWaiting);
    connect(&bans, &BanKeeper::ended, this, [this](const std::vector<Ban> &ended) {
        std::vector<AccessOperation> operations;
        operations.reserve(ended.size());
        for (const Ban &ban : ended)
            operations.push_back({Operation::Drop, ban, true});
        tellEnded(std::move(operations));
    });
    connect(&revocations, &RevocationKeeper::ended, this, [this](const std::vector<Revocation> &ended) {
        std::vector<AccessOperation> operations;
        operations.reserve(ended.size());
        for (const Revocation &revocation : ended)
            operations.push_back({Operation::Forget, revocation, true});
        tellEnded(std::move(operations));
    });
}

AccessKeeper::~AccessKeeper() = default;

void AccessKeeper::setStore(Store *store)
{
    m_bans.setStore(store);
    m_revocations.setStore(store);
    m_unsent.load(nullptr, {});
    m_store.reset();
    m_isLoaded = false;
    if (store)
        m_store.emplace(*store);
}

Result<void> AccessKeeper::load()
{
    if (const Result<void> loaded = m_bans.load(); !loaded)
        return loaded.error();
    if (const Result<void> loaded = m_revocations.load(); !loaded)
        return loaded.error();
    if (!m_store || m_isLoaded)
        return {};
    Result<AccessStore::Content> content = m_store->load();
    if (!content)
        return content.error();
    m_isLoaded = true;
    m_position = std::move(content->position);
    m_unsent.load(&*m_store, std::move(content->unsent));
    return {};
}

void AccessKeeper::join(AccessPort &port, const QString &name)
{
    m_port = &port;
    m_name = name;
    m_port->start(m_position);
}

void AccessKeeper::leave()
{
    if (!m_port)
        return;
    applyWaiting();
    m_isSynced = false;
    m_sending = 0;
    m_retry.stop();
    m_patience.stop();
    for (auto &[number, waiting] : std::exchange(m_waiting, {}))
        waiting.done(runHere(waiting.command));
    m_port = nullptr;
}

// ---- commands

void AccessKeeper::run(const Command &command, Done done)
{
    // Before the server has been started what is stored is not known.
    if (const Result<void> loaded = load(); !loaded) {
        done(loaded.error());
        return;
    }
    applyWaiting();
    const auto *add = std::get_if<AddBans>(&command.body);
    if (!add || !m_isSynced) {
        done(runHere(command));
        return;
    }
    Result<std::vector<Ban>> bans = m_bans.checked(*add, command.actor.name);
    if (!bans)
        done(bans.error());
    else if (isUnsent(*bans)) // behind what was done before
        done(runHere(command));
    else
        ask(command, *std::move(bans), std::move(done));
}

bool AccessKeeper::isUnsent(const std::vector<Ban> &bans) const
{
    return std::ranges::any_of(bans, [this](const Ban &ban) { return m_unsent.contains(subjectOf(ban)); });
}

void AccessKeeper::ask(const Command &command, std::vector<Ban> &&bans, Done &&done)
{
    const quint64 number = ++m_lastNumber;
    std::vector<AccessOperation> operations;
    operations.reserve(bans.size());
    for (const Ban &ban : bans)
        operations.push_back({Operation::Add, ban, false});
    m_waiting.emplace(number, Waiting{command, std::move(bans), std::move(done), Clock::now() + Patience});
    m_port->perform(std::move(operations), originOf(command.actor),
                    [this, number](const AccessResult &result) { answered(number, result); });
    if (!m_patience.isActive())
        m_patience.start(Patience);
}

void AccessKeeper::giveUp()
{
    std::vector<quint64> late;
    TimePoint next = TimePoint::max();
    for (const auto &[number, waiting] : m_waiting) {
        if (waiting.until <= Clock::now())
            late.push_back(number);
        else
            next = std::min(next, waiting.until);
    }
    for (const quint64 number : late)
        answered(number, {});
    if (next != TimePoint::max())
        m_patience.start(std::chrono::ceil<Milliseconds>(next - Clock::now()));
}

void AccessKeeper::answered(quint64 number, const AccessResult &result)
{
    auto waiting = m_waiting.extract(number);
    if (!waiting)
        return;
    const Done &done = waiting.mapped().done;
    std::vector<Ban> &bans = waiting.mapped().bans;
    applyWaiting();
    switch (result.status) {
    case AccessResult::Status::Done:
        if (result.ids.size() != bans.size())
            break;
        for (std::size_t i = 0; i < bans.size(); ++i)
            bans[i].id = result.ids[i];
        // What has come by now may include that they were removed again.
        if (result.version > m_position.version)
            m_bans.apply({.written = bans});
        done(CommandBody(AddBans{{}, std::move(bans)}));
        return;
    case AccessResult::Status::Exists:
        done(BanKeeper::existsError(bans[std::min(result.index, bans.size() - 1)], result.existing));
        return;
    case AccessResult::Status::Full:
        done(BanKeeper::tooManyError());
        return;
    case AccessResult::Status::Lost:
        break;
    }
    // Only the reply may be lost.
    if (std::optional<std::vector<Ban>> added = findSame(bans))
        done(CommandBody(AddBans{{}, *std::move(added)}));
    else
        done(runHere(waiting.mapped().command));
}

//! Returns the bans that are in effect and were made as \a bans; nothing: not all of them are there.
std::optional<std::vector<Ban>> AccessKeeper::findSame(const std::vector<Ban> &bans) const
{
    const std::map<AccessSubject, Ban> wanted = bySubject(bans);
    std::vector<Ban> found = m_bans.bans();
    std::erase_if(found, [&wanted](const Ban &ban) {
        const auto same = wanted.find(subjectOf(ban));
        return same == wanted.end() || same->second.created != ban.created || same->second.by != ban.by;
    });
    return found.size() == wanted.size() ? std::optional(std::move(found)) : std::nullopt;
}

Result<CommandBody> AccessKeeper::runHere(const Command &command)
{
    if (isOfCluster() && m_unsent.size() >= MaxUnsent)
        return Error{Error::Code::Busy, u"too many changes wait for Redis"_s};
    Result<CommandBody> done =
        std::holds_alternative<AddBans>(command.body)
            ? addHere(std::get<AddBans>(command.body), command.actor.name)
            : (isAboutBans(command.body) ? m_bans.run(command) : m_revocations.run(command));
    if (done && isOfCluster()) {
        m_unsent.add(*done);
        flush();
    }
    return done;
}

Result<CommandBody> AccessKeeper::addHere(const AddBans &command, const QString &by)
{
    Result<std::vector<Ban>> bans = m_bans.checked(command, by);
    if (!bans)
        return bans.error();
    if (m_port) {
        for (Ban &ban : *bans)
            ban.id = nextOwnId();
    } else {
        m_bans.number(*bans);
    }
    m_bans.apply({.written = *bans});
    return CommandBody(AddBans{{}, *std::move(bans)});
}

//! A range of ids for each node, in which those of a later start of a node with the same number are higher.
BanId AccessKeeper::nextOwnId()
{
    constexpr quint64 Mask = (quint64(1) << ConnectionBits) - 1;
    const auto time = quint64(wallNow().time_since_epoch().count());
    m_lastOwnId = std::max(m_lastOwnId + 1, time & Mask);
    return BanId(firstIdOf(m_port->node()).value() + (m_lastOwnId & Mask));
}

AccessOrigin AccessKeeper::originOf(const Actor &actor) const
{
    return {m_port->node(), m_name, actor};
}

// ---- what the cluster has to be told

void AccessKeeper::flush()
{
    if (!m_port || !m_isSynced || m_sending != 0 || m_unsent.size() == 0)
        return;
    m_sending = ++m_lastSending;
    UnsentAccesses::Batch batch = m_unsent.next(m_bans.bans(), m_revocations.revocations());
    std::vector<AccessOperation> operations = std::move(batch.operations);
    m_port->perform(std::move(operations), originOf(Actor{Actor::Kind::Embedder, {}, {}}),
                    [this, number = m_sending, batch = std::move(batch)](const AccessResult &result) {
                        if (number != m_sending)
                            return;
                        m_sending = 0;
                        sent(batch, result);
                    });
}

void AccessKeeper::sent(const UnsentAccesses::Batch &batch, const AccessResult &result)
{
    if (result.status != AccessResult::Status::Done) {
        m_retry.start(RetryEvery);
        return;
    }
    applyWaiting();
    AccessChanges later{.version = m_position.version, .origin = {.node = m_port->node()}};
    later.changes = m_unsent.sent(batch, result.version);
    if (!later.changes.empty()) {
        m_incoming.push_back(std::move(later));
        applyWaiting();
    }
    flush();
}

// Each node notices by itself: who comes first removes it, and nothing is lost if nobody does.
void AccessKeeper::tellEnded(std::vector<AccessOperation> &&operations)
{
    if (!m_port || !m_isSynced)
        return;
    for (std::size_t first = 0; first < operations.size(); first += OperationsACall) {
        const auto begin = operations.begin() + std::ptrdiff_t(first);
        const auto end =
            operations.begin() + std::ptrdiff_t(std::min(first + OperationsACall, operations.size()));
        m_port->perform(std::vector<AccessOperation>(begin, end), {m_port->node(), m_name, {}},
                        [](const AccessResult &) {});
    }
}

// ---- what the cluster tells

void AccessKeeper::lost()
{
    m_isSynced = false;
}

void AccessKeeper::synced(const AccessPosition &position)
{
    if (!m_port)
        return;
    applyWaiting();
    m_position = position;
    if (m_store)
        m_store->write(m_position);
    m_isSynced = true;
    flush();
}

void AccessKeeper::wanted()
{
    if (!m_port)
        return;
    applyWaiting();
    AccessContent content{m_bans.bans(), m_revocations.revocations()};
    std::erase_if(content.bans, [now = wallNow()](const Ban &ban) { return ban.isExpired(now); });
    m_port->restore(std::move(content));
}

void AccessKeeper::changed(AccessChanges &&changes)
{
    if (!m_port)
        return;
    m_incoming.push_back(std::move(changes));
    if (!m_apply.isActive())
        m_apply.start(ApplyAfter);
}

void AccessKeeper::applyWaiting()
{
    m_apply.stop();
    if (m_incoming.empty())
        return;
    const std::vector<AccessChanges> incoming = std::exchange(m_incoming, {});
    std::map<AccessSubject, AccessChange> bans; // what becomes of each
    std::map<AccessSubject, AccessChange> revocations;
    const std::map<AccessSubject, Ban> own =
        m_unsent.size() == 0 ? std::map<AccessSubject, Ban>() : bySubject(m_bans.bans());
    for (const AccessChanges &changes : incoming) {
        for (const AccessChange &change : changes.changes) {
            if (!m_unsent.accepts(change, changes.version, own))
                continue;
            if (const auto *ban = std::get_if<Ban>(&change.entry)) {
                bans.insert_or_assign(subjectOf(*ban), change);
                m_position.lastId = std::max(
                    m_position.lastId, nodeOf(ConnectionId(ban->id.value())) == 0 ? ban->id.value() : 0);
            } else {
                revocations.insert_or_assign(subjectOf(std::get<Revocation>(change.entry)), change);
            }
        }
    }
    BanKeeper::Change change;
    for (const auto &[subject, each] : bans)
        (each.isRemoval ? change.removed : change.written).push_back(std::get<Ban>(each.entry));
    std::map<AccessSubject, Ban> former;
    if (!bans.empty())
        former = bySubject(m_bans.apply(change));
    std::vector<Revocation> revoked;
    std::vector<Revocation> forgotten;
    for (const auto &[subject, each] : revocations)
        (each.isRemoval ? forgotten : revoked).push_back(std::get<Revocation>(each.entry));
    if (!revocations.empty())
        m_revocations.apply(revoked, forgotten);
    m_position.version = incoming.back().version;
    if (m_store)
        m_store->write(m_position);

    std::optional<Actor> banner;
    std::optional<Actor> revoker;
    for (const AccessChanges &changes : incoming) {
        if (!m_port || changes.origin.node == m_port->node())
            continue;
        const auto hasNew = [&changes](std::size_t index) {
            return std::ranges::any_of(changes.changes, [index](const AccessChange &each) {
                return !each.isRemoval && each.entry.index() == index;
            });
        };
        if (hasNew(0))
            banner = actorOf(changes.origin);
        if (hasNew(1))
            revoker = actorOf(changes.origin);
        report(changes.origin, changes.changes, former);
    }
    if (banner)
        Q_EMIT changedElsewhere({*banner, AddBans{}, {}});
    if (revoker)
        Q_EMIT changedElsewhere({*revoker, Revoke{}, {}});
}

void AccessKeeper::report(const AccessOrigin &origin, const std::vector<AccessChange> &changes,
                          const std::map<AccessSubject, Ban> &former)
{
    if (!origin.actor)
        return;
    const Actor actor = actorOf(origin);
    AddBans added;
    RemoveBans removed;
    std::vector<CommandBody> bodies;
    for (const AccessChange &change : changes) {
        if (const auto *revocation = std::get_if<Revocation>(&change.entry)) {
            if (!change.isRemoval)
                bodies.emplace_back(Revoke{{}, revocation->kind, revocation->value, revocation->until});
            continue;
        }
        const Ban &ban = std::get<Ban>(change.entry);
        const auto before = former.find(subjectOf(ban));
        if (change.isRemoval)
            removed.bans.push_back(before == former.end() ? ban : before->second);
        else if (before != former.end() && before->second.id == ban.id)
            bodies.emplace_back(EditBan{{}, ban});
        else
            added.bans.push_back(ban);
    }
    if (!removed.bans.empty())
        bodies.emplace_back(std::move(removed));
    if (!added.bans.empty())
        bodies.emplace_back(std::move(added));
    for (CommandBody &body : bodies)
        Q_EMIT ranElsewhere({.action = {}, .command = {actor, std::move(body), {}}});
}

void AccessKeeper::replaced(AccessContent &&content, OwnEntries own)
{
    if (!m_port)
        return;
    m_apply.stop();
    m_incoming.clear(); // all of it is in the content
    MergedAccess merged = mergeAccess(std::move(content), {m_bans.bans(), m_revocations.revocations()}, own,
                                      m_unsent, m_position.lastId, [this] { return nextOwnId(); });
    m_unsent.add(std::move(merged.missing));
    m_bans.replace(merged.content.bans);
    m_revocations.replace(merged.content.revocations);
    const Actor actor{Actor::Kind::Embedder, {}, {}};
    Q_EMIT changedElsewhere({actor, AddBans{}, {}});
    Q_EMIT changedElsewhere({actor, Revoke{}, {}});
}

} // namespace signalbox

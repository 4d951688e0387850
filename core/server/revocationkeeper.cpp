#include "core/server/revocationkeeper.h"

#include "core/worker/ownermailbox.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// One that has ended has no effect: it is forgotten with others that end soon behind it, as all are looked at.
constexpr Milliseconds ShortestWait{1000};
constexpr Milliseconds LongestWait{std::chrono::hours(1)}; // clocks are set

} // namespace

RevocationKeeper::RevocationKeeper(AuthServices &auth, OwnerMailbox &mailbox)
    : m_auth(auth)
    , m_replies([&mailbox](StoreReplies::Task task) { mailbox.post(std::move(task)); })
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RevocationKeeper::forgetEnded);
}

RevocationKeeper::~RevocationKeeper() = default;

void RevocationKeeper::setStore(Store *store)
{
    m_store.reset();
    m_isLoaded = false;
    if (store)
        m_store.emplace(*store, m_replies, m_latest);
}

Result<void> RevocationKeeper::load()
{
    if (!m_store || m_isLoaded)
        return {};
    const Result<std::vector<Revocation>> revocations = m_store->load();
    if (!revocations)
        return revocations.error();
    m_isLoaded = true;
    put(std::make_shared<const RevocationList>(*revocations));
    forgetEnded();
    return {};
}

Result<CommandBody> RevocationKeeper::run(const Command &command)
{
    // Before the server has been started the stored ones are not known.
    if (const Result<void> loaded = load(); !loaded)
        return loaded.error();
    Revoke revoke = std::get<Revoke>(command.body);
    Result<QString> value = revocationValue(revoke.kind, revoke.value);
    if (!value)
        return value.error();
    const WallTime now = wallNow();
    if (revoke.until && *revoke.until <= now)
        return Error{Error::Code::Invalid, u"until has to be in the future"_s};
    const WallTime until = revoke.until.value_or(m_auth.expiries.endOf(revoke.kind, *value, now));
    if (m_nextEnd <= now)
        forgetEnded();
    const std::shared_ptr<const RevocationList> before = m_auth.revocations.current();
    if (before->size() >= MaxRevocations && !before->find(revoke.kind, *value))
        return Error{
            Error::Code::TooBig,
            u"there may be %1 revocations, and the first of them ends at %2; another key in auth.jwt "
            "revokes all tokens at once"_s.arg(MaxRevocations)
                .arg(toRfc3339(m_nextEnd))};
    put(before->with({revoke.kind, *value, now, until}));
    const Revocation done = *m_auth.revocations.current()->find(revoke.kind, *value);
    scheduleEnd(done.until);
    if (m_store)
        m_store->write(done);
    revoke.value = done.value;
    revoke.until = done.until;
    return CommandBody(std::move(revoke));
}

void RevocationKeeper::apply(const std::vector<Revocation> &written, const std::vector<Revocation> &removed)
{
    std::shared_ptr<const RevocationList> list = m_auth.revocations.current();
    std::vector<Revocation> gone;
    for (const Revocation &each : removed) {
        if (const Revocation *found = list->find(each.kind, each.value))
            gone.push_back(*found);
    }
    if (!gone.empty())
        list = list->without(gone);
    std::vector<Revocation> done;
    for (const Revocation &each : written) {
        list = list->with(each);
        done.push_back(*list->find(each.kind, each.value));
    }
    put(std::move(list));
    for (const Revocation &each : done)
        scheduleEnd(each.until);
    if (m_store && !gone.empty())
        m_store->remove(std::move(gone));
    if (m_store && !done.empty())
        m_store->writeLater(std::move(done));
}

std::optional<Revocation> RevocationKeeper::find(RevocationKind kind, const QString &value) const
{
    const std::shared_ptr<const RevocationList> list = m_auth.revocations.current();
    const Revocation *found = list->find(kind, value);
    return found ? std::optional(*found) : std::nullopt;
}

void RevocationKeeper::replace(const std::vector<Revocation> &revocations)
{
    put(std::make_shared<const RevocationList>(revocations));
    if (m_store)
        m_store->writeAll();
    forgetEnded();
}

void RevocationKeeper::put(std::shared_ptr<const RevocationList> list)
{
    m_latest->set(list);
    m_auth.revocations.set(std::move(list));
}

void RevocationKeeper::forgetEnded()
{
    const std::shared_ptr<const RevocationList> list = m_auth.revocations.current();
    std::vector<Revocation> ended = list->all();
    WallTime next = WallTime::max();
    std::erase_if(ended, [&next, now = wallNow()](const Revocation &revocation) {
        if (revocation.until <= now)
            return false;
        next = std::min(next, revocation.until);
        return true;
    });
    if (!ended.empty()) {
        put(list->without(ended));
        if (m_store)
            m_store->remove(ended);
    }
    m_timer.stop();
    m_nextEnd = WallTime::max();
    scheduleEnd(next);
    if (!ended.empty())
        Q_EMIT this->ended(ended);
}

void RevocationKeeper::scheduleEnd(WallTime end)
{
    if (end >= m_nextEnd)
        return;
    m_nextEnd = end;
    m_timer.start(std::clamp<Milliseconds>(end - wallNow(), ShortestWait, LongestWait));
}

} // namespace signalbox

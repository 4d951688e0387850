#include "core/server/bankeeper.h"

#include "core/base/namehash.h"
#include "core/worker/ownermailbox.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr Milliseconds LongestWait{std::chrono::hours(1)}; // clocks are set

// The window translates them; what follows behind a colon stays as it is.
constexpr const char *TooManyAtOnce =
    QT_TRANSLATE_NOOP("signalbox::ActionText", "there are more bans than one command may add");
constexpr const char *TooMany =
    QT_TRANSLATE_NOOP("signalbox::ActionText", "there would be more bans than there may be");
constexpr const char *Exists = QT_TRANSLATE_NOOP("signalbox::ActionText", "there is such a ban already");
constexpr const char *NothingToAdd = QT_TRANSLATE_NOOP("signalbox::ActionText", "there is no ban to add");
constexpr const char *NotThere = QT_TRANSLATE_NOOP("signalbox::ActionText", "there is no such ban");

Error failure(Error::Code code, const char *sentence, const QString &detail = {})
{
    const QString text = QString::fromLatin1(sentence);
    return {code, detail.isEmpty() ? text : text + u": "_s + detail};
}

QString keyOf(const Ban &ban)
{
    return QLatin1StringView(banKindName(ban.kind)) + u' ' + ban.value;
}

//! Returns the place of the ban with \a id in \a bans, which are sorted by id; end() if there is none.
std::vector<Ban>::iterator find(std::vector<Ban> &bans, BanId id)
{
    const auto found = std::ranges::lower_bound(bans, id, {}, &Ban::id);
    return found != bans.end() && found->id == id ? found : bans.end();
}

} // namespace

BanKeeper::BanKeeper(Bans &bans, OwnerMailbox &mailbox)
    : m_bans(bans)
    , m_replies([&mailbox](StoreReplies::Task task) { mailbox.post(std::move(task)); })
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &BanKeeper::removeExpired);
    m_hits.setInterval(HitsEvery);
    connect(&m_hits, &QTimer::timeout, this, &BanKeeper::writeHits);
}

BanKeeper::~BanKeeper()
{
    writeHits();
}

void BanKeeper::setStore(Store *store)
{
    m_store.reset();
    m_isLoaded = false;
    m_hits.stop();
    if (store)
        m_store.emplace(*store, m_replies, m_latest);
}

Result<void> BanKeeper::load()
{
    if (!m_store || m_isLoaded)
        return {};
    Result<BanStore::Content> content = m_store->load();
    if (!content)
        return content.error();
    m_isLoaded = true;
    m_lastId = std::max(m_lastId, content->lastId);
    m_writtenHits = content->bans;
    put(content->bans);
    removeExpired();
    m_hits.start();
    return {};
}

Result<CommandBody> BanKeeper::run(const Command &command)
{
    // Before the server has been started the ids of the stored bans are not known.
    if (const Result<void> loaded = load(); !loaded)
        return loaded.error();
    if (const auto *add = std::get_if<AddBans>(&command.body))
        return this->add(*add, command.actor.name);
    if (const auto *edit = std::get_if<EditBan>(&command.body))
        return this->edit(*edit);
    return remove(std::get<RemoveBans>(command.body));
}

Error BanKeeper::existsError(const Ban &ban, BanId id)
{
    return failure(Error::Code::Busy, Exists, u"%1, id %2"_s.arg(keyOf(ban), id.toString()));
}

Error BanKeeper::tooManyError()
{
    return failure(Error::Code::TooBig, TooMany, QString::number(MaxBans));
}

Result<std::vector<Ban>> BanKeeper::checked(const AddBans &command, const QString &by) const
{
    const WallTime now = wallNow();
    if (command.bans.size() > MaxBansACommand)
        return failure(Error::Code::TooBig, TooManyAtOnce, QString::number(MaxBansACommand));
    const std::vector<Ban> bans = m_bans.current()->bans();
    if (bans.size() + command.bans.size() > MaxBans)
        return tooManyError();
    NameMap<BanId> present;
    for (const Ban &ban : bans) {
        if (!ban.isExpired(now))
            present.emplace(keyOf(ban), ban.id);
    }
    std::vector<Ban> added;
    for (const Ban &wanted : command.bans) {
        Result<Ban> ban = checkedBan(wanted, now);
        if (!ban)
            return ban.error();
        if (const auto found = present.find(keyOf(*ban)); found != present.end())
            return existsError(*ban, found->second);
        ban->id = BanId(m_lastId + added.size() + 1); // of this server, and for the message above
        ban->by = by;
        ban->created = now;
        ban->hits = 0;
        present.emplace(keyOf(*ban), ban->id);
        added.push_back(*std::move(ban));
    }
    if (added.empty())
        return failure(Error::Code::Invalid, NothingToAdd);
    return added;
}

void BanKeeper::number(std::vector<Ban> &bans)
{
    for (Ban &ban : bans)
        ban.id = BanId(++m_lastId);
}

Result<CommandBody> BanKeeper::add(const AddBans &command, const QString &by)
{
    Result<std::vector<Ban>> added = checked(command, by);
    if (!added)
        return added.error();
    number(*added);
    apply({.written = *added});
    return CommandBody(AddBans{{}, *std::move(added)});
}

std::vector<Ban> BanKeeper::apply(const Change &change)
{
    constexpr std::size_t Removed = ~std::size_t(0);
    std::vector<Ban> written = change.written;
    std::array<NameMap<std::size_t>, BanKindCount> about; // indices into written
    for (const Ban &ban : change.removed)
        about[std::size_t(ban.kind)].insert_or_assign(ban.value, Removed);
    for (std::size_t i = 0; i < written.size(); ++i) {
        about[std::size_t(written[i].kind)].insert_or_assign(written[i].value, i);
        m_lastId = std::max(m_lastId, written[i].id.value());
    }
    std::vector<Ban> bans = m_bans.current()->bans();
    std::vector<Ban> replaced;
    std::vector<BanId> gone;
    // One that has ended and is not removed yet must not stand beside a new one.
    std::erase_if(bans, [&](const Ban &ban) {
        const auto &ofKind = about[std::size_t(ban.kind)];
        const auto found = ofKind.find(ban.value);
        if (found == ofKind.end())
            return false;
        replaced.push_back(ban);
        if (found->second != Removed)
            written[found->second].hits = ban.hits;
        if (found->second == Removed || written[found->second].id != ban.id)
            gone.push_back(ban.id);
        return true;
    });
    bans.insert(bans.end(), written.begin(), written.end());
    std::ranges::sort(bans, {}, &Ban::id);
    put(bans);
    if (m_store && !gone.empty())
        m_store->remove(std::move(gone));
    if (m_store && !written.empty())
        m_store->write(std::move(written));
    return replaced;
}

void BanKeeper::replace(const std::vector<Ban> &bans)
{
    for (const Ban &ban : bans)
        m_lastId = std::max(m_lastId, ban.id.value());
    put(bans);
    if (m_store)
        m_store->writeAll();
    removeExpired();
}

Result<CommandBody> BanKeeper::edit(const EditBan &command)
{
    std::vector<Ban> bans = m_bans.current()->bans();
    const auto found = find(bans, command.ban.id);
    if (found == bans.end())
        return failure(Error::Code::NotFound, NotThere);
    Ban changed = *found;
    changed.reason = command.ban.reason;
    changed.expires = command.ban.expires;
    const Result<Ban> checked = checkedBan(changed, wallNow());
    if (!checked)
        return checked.error();
    *found = *checked;
    put(bans);
    if (m_store)
        m_store->write({*checked});
    return CommandBody(EditBan{{}, *checked});
}

Result<CommandBody> BanKeeper::remove(const RemoveBans &command)
{
    std::vector<Ban> bans = m_bans.current()->bans();
    RemoveBans removed;
    std::vector<BanId> ids;
    for (const Ban &wanted : command.bans) {
        const auto found = find(bans, wanted.id);
        if (found == bans.end())
            continue;
        removed.bans.push_back(*found);
        ids.push_back(found->id);
    }
    if (ids.empty())
        return failure(Error::Code::NotFound, NotThere);
    std::ranges::sort(ids);
    std::erase_if(bans, [&](const Ban &ban) { return std::ranges::binary_search(ids, ban.id); });
    put(bans);
    if (m_store)
        m_store->remove(std::move(ids));
    return CommandBody(std::move(removed));
}

void BanKeeper::put(const std::vector<Ban> &bans)
{
    const std::shared_ptr<const BanList> list = m_bans.current()->with(bans);
    m_latest->set(list);
    m_bans.set(list);
    scheduleExpiry(bans);
}

void BanKeeper::removeExpired()
{
    std::vector<Ban> bans = m_bans.current()->bans();
    std::vector<BanId> ended;
    for (const Ban &ban : bans) {
        if (ban.isExpired(wallNow()))
            ended.push_back(ban.id);
    }
    if (ended.empty()) {
        scheduleExpiry(bans);
        return;
    }
    std::vector<Ban> removed;
    std::erase_if(bans, [&](const Ban &ban) {
        const bool hasEnded = std::ranges::binary_search(ended, ban.id);
        if (hasEnded)
            removed.push_back(ban);
        return hasEnded;
    });
    put(bans);
    if (m_store)
        m_store->remove(std::move(ended));
    Q_EMIT this->ended(removed);
}

void BanKeeper::scheduleExpiry(const std::vector<Ban> &bans)
{
    std::optional<WallTime> next;
    for (const Ban &ban : bans) {
        if (ban.expires && (!next || *ban.expires < *next))
            next = ban.expires;
    }
    m_expiry.stop();
    if (next)
        m_expiry.start(std::clamp(*next - wallNow(), Milliseconds(1), LongestWait));
}

void BanKeeper::writeHits()
{
    if (!m_store)
        return;
    std::vector<Ban> bans = m_bans.current()->bans();
    std::vector<Ban> changed;
    for (const Ban &ban : bans) {
        const auto before = std::ranges::lower_bound(m_writtenHits, ban.id, {}, &Ban::id);
        const bool isKnown = before != m_writtenHits.end() && before->id == ban.id;
        if (ban.hits != (isKnown ? before->hits : 0))
            changed.push_back(ban);
    }
    m_writtenHits = std::move(bans);
    if (!changed.empty())
        m_store->writeHits(std::move(changed));
}

} // namespace signalbox

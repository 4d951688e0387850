#include "core/cluster/accessservice.h"

#include "core/cluster/accessscripts.h"
#include "core/cluster/scriptcall.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_DECLARE_LOGGING_CATEGORY(lcCluster)

namespace {

//! Ids above are those that nodes have given while they were without Redis.
constexpr quint64 HighestGiven = firstIdOf(1).value() - 1;

template <typename Entry>
std::vector<Entry> valuesOf(const QHash<QByteArray, Entry> &map)
{
    return {map.cbegin(), map.cend()};
}

AccessResult resultFrom(const RedisReply &reply)
{
    AccessResult result;
    const std::vector<RedisReply> &elements = reply.elements;
    const QByteArray status = elements.empty() ? QByteArray() : elements[0].bytes;
    if (status == "ok") {
        result.status = AccessResult::Status::Done;
        if (elements.size() > 1)
            result.version = elements[1].bytes.toULongLong();
        for (std::size_t i = 2; i < elements.size(); ++i)
            result.ids.emplace_back(elements[i].bytes.toULongLong());
    } else if (status == "exists" && elements.size() == 3) {
        result.status = AccessResult::Status::Exists;
        const QByteArray &value = elements[1].bytes;
        result.index = std::size_t(elements[2].integer);
        result.existing = BanId(value.first(std::max<qsizetype>(value.indexOf(' '), 0)).toULongLong());
    } else if (status == "full") {
        result.status = AccessResult::Status::Full;
    }
    return result;
}

} // namespace

AccessService::AccessService(RedisLink &link, Settings settings, AccessListener &listener)
    : m_link(link)
    , m_settings(std::move(settings))
    , m_listener(listener)
{
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(&m_timer, [this] {
        if (m_state == State::Synced)
            check();
        else
            compare();
    });
}

void AccessService::start(const AccessPosition &known)
{
    m_known = known;
    m_link.addHandler(*this);
}

void AccessService::linkUp()
{
    m_state = State::Subscribing;
    ++m_step;
    for (std::size_t script = 0; script < AccessScriptCount; ++script)
        m_link.command({"SCRIPT", "LOAD", textOf(AccessScript(script))}, [](const RedisResult &) {});
    m_link.subscribe(channel());
}

void AccessService::linkDown()
{
    m_state = State::Down;
    ++m_step;
    m_timer.stop();
    m_waiting.clear();
    m_waitingBytes = 0;
    m_listener.lost();
}

void AccessService::subscribed(const QByteArray &channel)
{
    if (channel == this->channel() && m_state == State::Subscribing)
        compare();
}

void AccessService::received(const QByteArray &channel, const QByteArray &payload)
{
    if (channel != this->channel() || m_state == State::Down)
        return;
    std::optional<AccessChanges> changes = parseAccessChanges(payload);
    if (!changes) {
        qCWarning(lcCluster, "a change of bans or revocations, of %lld bytes, cannot be read",
                  static_cast<long long>(payload.size()));
        return;
    }
    if (m_state == State::Synced) {
        apply(*std::move(changes));
        return;
    }
    // What is dropped shows as a gap: then all is read again.
    if (m_waiting.size() >= MaxWaiting || m_waitingBytes + payload.size() > MaxWaitingBytes)
        return;
    m_waitingBytes += payload.size();
    m_waiting.push_back(*std::move(changes));
}

void AccessService::ask(std::function<void(const AccessPosition &)> then)
{
    m_link.command({"HMGET", key("meta"), "epoch", "version", "last", "formers"},
                   [this, step = m_step, then = std::move(then)](const RedisResult &result) {
                       if (step != m_step)
                           return;
                       const RedisReply *reply = replyOf(result);
                       if (!reply || reply->elements.size() != 4) {
                           retryLater();
                           return;
                       }
                       const std::vector<RedisReply> &values = reply->elements;
                       then({.epoch = values[0].bytes,
                             .version = values[1].bytes.toULongLong(),
                             .lastId = values[2].bytes.toULongLong(),
                             .formers = values[3].bytes});
                   });
}

void AccessService::compare()
{
    m_state = State::Comparing;
    ++m_step;
    m_timer.stop();
    ask([this](const AccessPosition &seen) { compared(seen); });
}

void AccessService::compared(const AccessPosition &seen)
{
    const bool isSame = seen.epoch == m_known.epoch;
    if (seen.epoch.isEmpty() || (isSame && seen.version < m_known.version)) {
        if (!m_known.epoch.isEmpty())
            qCWarning(lcCluster,
                      "Redis has lost bans and revocations, or has older ones: it gets those of this node");
        m_state = State::Restoring;
        m_seen = seen;
        m_listener.wanted();
        return;
    }
    // What is in the file of a node that has just started may be older than it says.
    if (isSame && seen.version == m_known.version && m_hasCompared) {
        m_known = seen;
        becomeSynced();
        return;
    }
    const std::optional<quint64> included = seen.versionOf(m_known.epoch);
    if (included && *included >= m_known.version)
        read(seen, OwnEntries::Outdated);
    else
        read(seen, included ? OwnEntries::Missing : OwnEntries::Foreign);
}

//! Finds what a lost message would have told, and a Redis that was emptied without a restart.
void AccessService::check()
{
    ask([this](const AccessPosition &seen) { checked(seen); });
}

void AccessService::checked(const AccessPosition &seen)
{
    // The messages of changes that were made a moment ago are on their way; those seen at the check before are not.
    const bool isBehind = m_known.version < m_lastChecked;
    m_lastChecked = seen.version;
    if (seen.epoch != m_known.epoch || seen.version < m_known.version || isBehind)
        compare();
    else
        m_timer.start(CheckEvery);
}

void AccessService::retryLater()
{
    m_timer.start(RetryEvery);
}

void AccessService::read(const AccessPosition &seen, OwnEntries own)
{
    m_state = State::Reading;
    m_seen = seen;
    m_own = own;
    m_bans.clear();
    m_revocations.clear();
    scan(key("bans"), "0");
}

void AccessService::scan(const QByteArray &key, const QByteArray &cursor)
{
    m_link.command({"HSCAN", key, cursor, "COUNT", QByteArray::number(quint64(EntriesACall))},
                   [this, key, step = m_step](const RedisResult &result) {
                       if (step != m_step)
                           return;
                       const RedisReply *reply = replyOf(result);
                       if (reply && reply->elements.size() == 2)
                           scanned(key, *reply);
                       else
                           retryLater();
                   });
}

void AccessService::scanned(const QByteArray &key, const RedisReply &reply)
{
    const std::vector<RedisReply> &found = reply.elements[1].elements;
    const bool isOfBans = key == this->key("bans");
    for (std::size_t i = 0; i + 1 < found.size(); i += 2) {
        const QByteArray &field = found[i].bytes;
        if (isOfBans) {
            if (std::optional<Ban> ban = parseBan(field, found[i + 1].bytes))
                m_bans.insert(field, *ban);
        } else if (std::optional<Revocation> revocation = parseRevocation(field, found[i + 1].bytes)) {
            m_revocations.insert(field, *revocation);
        }
    }
    const QByteArray &cursor = reply.elements[0].bytes;
    if (cursor != "0")
        scan(key, cursor);
    else if (isOfBans)
        scan(this->key("revocations"), "0");
    else
        ask([this](const AccessPosition &seen) { hasRead(seen); });
}

void AccessService::hasRead(const AccessPosition &seen)
{
    // Redis was emptied, or restored, while it was read.
    if (seen.epoch != m_seen.epoch || seen.version < m_seen.version) {
        compare();
        return;
    }
    m_known = m_seen;
    m_listener.replaced({valuesOf(std::exchange(m_bans, {})), valuesOf(std::exchange(m_revocations, {}))},
                        m_own);
    becomeSynced();
}

template <typename Entry>
void AccessService::stage(const QByteArray &key, const std::vector<Entry> &entries)
{
    constexpr const char *Seconds = "60"; // what is left over when the node dies
    m_link.command({"DEL", key}, [](const RedisResult &) {});
    for (std::size_t first = 0; first < entries.size(); first += EntriesACall) {
        std::vector<QByteArray> command{"HSET", key};
        for (std::size_t i = first; i < std::min(first + EntriesACall, entries.size()); ++i) {
            command.push_back(accessField(entries[i]));
            command.push_back(encodeEntry(entries[i]));
        }
        m_link.command(std::move(command), [](const RedisResult &) {});
        m_link.command({"EXPIRE", key, Seconds}, [](const RedisResult &) {});
    }
}

void AccessService::restore(const AccessContent &content)
{
    if (m_state != State::Restoring)
        return;
    AccessPosition next{.epoch = QByteArray::number(QRandomGenerator::system()->generate64(), 16),
                        .version = 1,
                        .lastId = m_known.lastId,
                        .formers = m_known.formersOfNext()};
    for (const Ban &ban : content.bans) {
        if (ban.id.value() <= HighestGiven)
            next.lastId = std::max(next.lastId, ban.id.value());
    }
    if (!m_known.epoch.isEmpty())
        next.lastId += IdsLeftOut;
    // The entries take the place of what there is all at once: nobody sees a part of them.
    const QByteArray own = QByteArray::number(m_settings.node) + ':';
    std::vector<QByteArray> keys = this->keys();
    keys.push_back(key("staged:") + own + "bans");
    keys.push_back(key("staged:") + own + "revocations");
    stage(keys[3], content.bans);
    stage(keys[4], content.revocations);
    callScript(m_link, AccessScript::Restore, std::move(keys),
               {m_seen.epoch, QByteArray::number(m_seen.version), next.epoch, next.formers,
                QByteArray::number(next.lastId), QByteArray::number(quint64(content.bans.size())),
                QByteArray::number(quint64(content.revocations.size())), channel(),
                encodeOrigin({.node = m_settings.node})},
               [this, next, step = m_step](const RedisResult &result) {
                   if (step == m_step)
                       restored(next, result);
               });
}

void AccessService::restored(const AccessPosition &position, const RedisResult &result)
{
    const RedisReply *reply = replyOf(result);
    if (reply && reply->bytes == "ok") {
        m_known = position;
        becomeSynced();
    } else if (reply && reply->bytes == "changed") {
        compare();
    } else {
        qCWarning(lcCluster, "Redis does not take the bans and revocations of this node");
        retryLater();
    }
}

void AccessService::becomeSynced()
{
    m_state = State::Synced;
    m_hasCompared = true;
    m_lastChecked = m_known.version;
    m_timer.start(CheckEvery);
    m_listener.synced(m_known);
    m_waitingBytes = 0;
    for (AccessChanges &changes : std::exchange(m_waiting, {})) {
        if (m_state != State::Synced) // a gap: all is read again
            return;
        apply(std::move(changes));
    }
}

void AccessService::apply(AccessChanges &&changes)
{
    if (changes.epoch == m_known.epoch && changes.version <= m_known.version)
        return;
    if (changes.epoch != m_known.epoch || changes.version != m_known.version + 1) {
        compare();
        return;
    }
    m_known.version = changes.version;
    for (const AccessChange &change : changes.changes) {
        const auto *ban = std::get_if<Ban>(&change.entry);
        if (ban && ban->id.value() <= HighestGiven)
            m_known.lastId = std::max(m_known.lastId, ban->id.value());
    }
    m_listener.changed(std::move(changes));
}

void AccessService::perform(const std::vector<AccessOperation> &operations, const AccessOrigin &origin,
                            const Done &done)
{
    if (m_state != State::Synced) {
        done({});
        return;
    }
    std::vector<QByteArray> arguments{m_known.epoch, channel(), encodeOrigin(origin),
                                      QByteArray::number(qint64(wallNow().time_since_epoch().count())),
                                      QByteArray::number(MaxEntries)};
    arguments.reserve(arguments.size() + 3 * operations.size());
    for (const AccessOperation &operation : operations)
        appendOperation(arguments, operation);
    callScript(m_link, AccessScript::Change, keys(), std::move(arguments),
               [this, done](const RedisResult &result) {
                   if (const RedisReply *reply = replyOf(result)) {
                       if (m_state == State::Synced && !reply->elements.empty() &&
                           reply->elements[0].bytes == "epoch")
                           compare();
                       done(resultFrom(*reply));
                       return;
                   }
                   if (const auto *reply = std::get_if<RedisReply>(&result))
                       qCWarning(lcCluster, "Redis does not change bans and revocations: %s",
                                 reply->bytes.constData());
                   done({});
               });
}

} // namespace signalbox

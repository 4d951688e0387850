#include "core/auth/latestexpiries.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int ForgottenAtOnce = 16;

} // namespace

void LatestExpiries::Known::add(const Known &other)
{
    latest = std::max(latest, other.latest);
    hasEndless = hasEndless || other.hasEndless;
}

void LatestExpiries::note(const Identity &identity, WallTime now)
{
    Known known;
    if (identity.expires)
        known.latest = *identity.expires;
    else
        known.hasEndless = true;
    const std::lock_guard lock(m_mutex);
    // One with a longer id cannot be revoked by it.
    if (!identity.tokenId.isEmpty() && identity.tokenId.size() <= MaxRevokedTokenId)
        note(RevocationKind::TokenId, identity.tokenId, known);
    if (!identity.user.isEmpty())
        note(RevocationKind::User, identity.user, known);
    if (m_order.size() > m_maxEntries)
        forget(now);
}

void LatestExpiries::note(RevocationKind kind, const QString &value, const Known &known)
{
    const auto [found, isNew] = entriesOf(kind).try_emplace(value);
    Entry &entry = found->second;
    const Known before = entry.known;
    entry.known.add(known);
    if (!isNew && entry.known == before)
        return;
    if (!isNew)
        m_order.erase(entry.place);
    entry.place = m_order.emplace(entry.known.order(), Key{kind, value});
}

// What has expired needs no revocation. A few at a time: an io thread waits for it.
void LatestExpiries::forget(WallTime now)
{
    for (int i = 0; i < ForgottenAtOnce && !m_order.empty(); ++i) {
        const auto first = m_order.begin();
        if (m_order.size() <= m_maxEntries && first->first > now)
            return;
        NameMap<Entry> &entries = entriesOf(first->second.kind);
        const auto found = entries.find(first->second.value);
        m_forgotten.add(found->second.known);
        entries.erase(found);
        m_order.erase(first);
    }
}

WallTime LatestExpiries::endOf(RevocationKind kind, const QString &value, WallTime now) const
{
    const std::lock_guard lock(m_mutex);
    Known known = m_forgotten;
    const NameMap<Entry> &entries = m_entries[std::size_t(kind)];
    const auto found = entries.find(value);
    if (found != entries.end())
        known.add(found->second.known);
    const bool isKnown = found != entries.end() && known.latest > now && !known.hasEndless;
    return isKnown ? known.latest : std::max<WallTime>(known.latest, now + DefaultRevocation);
}

std::size_t LatestExpiries::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_order.size();
}

} // namespace signalbox

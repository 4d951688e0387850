#include "core/auth/revocations.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

auto keyOf(const Revocation &revocation)
{
    return std::pair<RevocationKind, const QString &>(revocation.kind, revocation.value);
}

template <typename Bucket>
auto placeOf(Bucket &bucket, RevocationKind kind, const QString &value)
{
    const std::pair<RevocationKind, const QString &> key(kind, value);
    return std::lower_bound(bucket.begin(), bucket.end(), key,
                            [](const Revocation &one, const auto &other) { return keyOf(one) < other; });
}

} // namespace

RevocationList::RevocationList(const std::vector<Revocation> &revocations)
{
    std::array<Bucket, Buckets> buckets;
    for (const Revocation &revocation : revocations)
        insert(revocation, buckets[indexOf(revocation.value)]);
    for (std::size_t i = 0; i < Buckets; ++i) {
        if (!buckets[i].empty())
            m_buckets[i] = std::make_shared<const Bucket>(std::move(buckets[i]));
    }
}

std::size_t RevocationList::indexOf(const QString &value)
{
    return NameHash()(value) % Buckets;
}

void RevocationList::insert(const Revocation &revocation, Bucket &bucket)
{
    const auto place = placeOf(bucket, revocation.kind, revocation.value);
    if (place == bucket.end() || keyOf(*place) != keyOf(revocation)) {
        bucket.insert(place, revocation);
        ++m_size;
        return;
    }
    place->created = std::max(place->created, revocation.created);
    place->until = std::max(place->until, revocation.until);
}

const Revocation *RevocationList::find(RevocationKind kind, const QString &value) const
{
    const std::shared_ptr<const Bucket> &bucket = m_buckets[indexOf(value)];
    if (!bucket)
        return nullptr;
    const auto place = placeOf(*bucket, kind, value);
    const bool isFound = place != bucket->end() && place->kind == kind && place->value == value;
    return isFound ? &*place : nullptr;
}

bool RevocationList::isRevoked(const Identity &identity, WallTime now) const
{
    if (m_size == 0)
        return false;
    if (!identity.tokenId.isEmpty()) {
        const Revocation *token = find(RevocationKind::TokenId, identity.tokenId);
        if (token && now < token->until)
            return true;
    }
    if (identity.user.isEmpty())
        return false;
    const Revocation *user = find(RevocationKind::User, identity.user);
    return user && now < user->until && (!identity.issuedAt || *identity.issuedAt < user->created);
}

std::shared_ptr<const RevocationList> RevocationList::with(const Revocation &revocation) const
{
    auto list = std::make_shared<RevocationList>(*this);
    std::shared_ptr<const Bucket> &bucket = list->m_buckets[indexOf(revocation.value)];
    Bucket changed = bucket ? *bucket : Bucket();
    list->insert(revocation, changed);
    bucket = std::make_shared<const Bucket>(std::move(changed));
    return list;
}

std::shared_ptr<const RevocationList>
RevocationList::without(const std::vector<Revocation> &revocations) const
{
    auto list = std::make_shared<RevocationList>(*this);
    for (const Revocation &revocation : revocations) {
        std::shared_ptr<const Bucket> &bucket = list->m_buckets[indexOf(revocation.value)];
        if (!bucket)
            continue;
        Bucket changed = *bucket;
        if (std::erase(changed, revocation) == 0)
            continue;
        --list->m_size;
        bucket = changed.empty() ? nullptr : std::make_shared<const Bucket>(std::move(changed));
    }
    return list;
}

std::vector<Revocation> RevocationList::all() const
{
    std::vector<Revocation> all;
    all.reserve(m_size);
    for (const std::shared_ptr<const Bucket> &bucket : m_buckets) {
        if (bucket)
            all.insert(all.end(), bucket->begin(), bucket->end());
    }
    return all;
}

} // namespace signalbox

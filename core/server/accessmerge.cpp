#include "core/server/accessmerge.h"

#include <set>
#include <utility>

namespace signalbox {

namespace {

using Written = UnsentAccess::Written;

//! One and the same ban at both, which may have another end or, when a reply of Redis was lost, another id.
void mergeSame(Ban &theirs, Ban own, const UnsentAccess &unsent)
{
    const bool isSame = theirs.created == own.created || theirs.id == own.id;
    if (!isSame || unsent.written == Written::No)
        return;
    if (unsent.written == Written::Edited)
        own.id = theirs.id;
    theirs = std::move(own);
}

} // namespace

MergedAccess mergeAccess(AccessContent &&theirs, const AccessContent &own, OwnEntries kept,
                         const UnsentAccesses &unsent, quint64 lastId, const std::function<BanId()> &nextId)
{
    MergedAccess merged;
    std::map<AccessSubject, Ban> bans = bySubject(theirs.bans);
    std::erase_if(bans,
                  [&unsent](const auto &each) { return isRemoved(unsent.find(each.first), each.second); });
    std::set<BanId> ids;
    for (const auto &[subject, ban] : bans)
        ids.insert(ban.id);
    for (Ban ban : own.bans) {
        const AccessSubject subject = subjectOf(ban);
        UnsentAccess change = unsent.find(subject);
        if (const auto there = bans.find(subject); there != bans.end()) {
            mergeSame(there->second, ban, change);
            continue;
        }
        if (change.written != Written::Added && kept == OwnEntries::Outdated)
            continue;
        // Redis may have given the id to another one, or will.
        const bool isGivenByRedis = kept != OwnEntries::Foreign && ban.id.value() <= lastId;
        const bool isOfOwnRange = nodeOf(ConnectionId(ban.id.value())) != 0;
        if (ids.contains(ban.id) || (!isOfOwnRange && !isGivenByRedis))
            ban.id = nextId();
        ids.insert(ban.id);
        change.written = Written::Added;
        merged.missing.emplace_back(subject, std::move(change));
        bans.emplace(subject, std::move(ban));
    }
    merged.content.bans.reserve(bans.size());
    for (auto &[subject, ban] : bans)
        merged.content.bans.push_back(std::move(ban));

    merged.content.revocations = std::move(theirs.revocations);
    for (const Revocation &revocation : own.revocations) {
        const AccessSubject subject = subjectOf(revocation);
        if (kept == OwnEntries::Outdated && !unsent.contains(subject))
            continue;
        merged.missing.emplace_back(subject, UnsentAccess{.written = Written::Added});
        merged.content.revocations.push_back(revocation); // of several about the same the latest times count
    }
    return merged;
}

} // namespace signalbox

#include "core/server/unsentaccesses.h"

#include <algorithm>

namespace signalbox {

namespace {

using Written = UnsentAccess::Written;
using Operation = AccessOperation::Kind;

void append(std::vector<AccessOperation> &operations, const AccessSubject &subject,
            const UnsentAccess &change, const std::map<AccessSubject, Ban> &bans)
{
    for (const auto &[id, created] : change.removed) {
        const Ban gone{
            .id = id, .kind = std::get<BanKind>(subject.kind), .value = subject.value, .created = created};
        operations.push_back({Operation::Drop, gone, false});
    }
    const auto ban = bans.find(subject);
    if (ban == bans.end() || change.written == Written::No)
        return;
    const Operation kind = change.written == Written::Added ? Operation::Put : Operation::Set;
    operations.push_back({kind, ban->second, false});
}

} // namespace

AccessSubject subjectOf(const Ban &ban)
{
    return {ban.kind, ban.value};
}

AccessSubject subjectOf(const Revocation &revocation)
{
    return {revocation.kind, revocation.value};
}

bool isRemoved(const UnsentAccess &unsent, const Ban &ban)
{
    return std::ranges::any_of(unsent.removed, [&ban](const auto &each) {
        return each.first == ban.id || each.second == ban.created;
    });
}

void UnsentAccesses::load(AccessStore *store, Changes &&changes)
{
    m_store = store;
    m_all.clear();
    for (auto &[subject, change] : changes)
        m_all.insert_or_assign(std::move(subject), Entry{std::move(change), ++m_lastNumber});
}

UnsentAccess UnsentAccesses::find(const AccessSubject &subject) const
{
    const auto found = m_all.find(subject);
    return found == m_all.end() ? UnsentAccess() : found->second.change;
}

void UnsentAccesses::add(const CommandBody &done)
{
    Changes changes;
    if (const auto *add = std::get_if<AddBans>(&done)) {
        for (const Ban &ban : add->bans) {
            UnsentAccess change = find(subjectOf(ban));
            change.written = Written::Added;
            changes.emplace_back(subjectOf(ban), std::move(change));
        }
    } else if (const auto *edit = std::get_if<EditBan>(&done)) {
        UnsentAccess change = find(subjectOf(edit->ban));
        if (change.written == Written::No)
            change.written = Written::Edited;
        changes.emplace_back(subjectOf(edit->ban), std::move(change));
    } else if (const auto *remove = std::get_if<RemoveBans>(&done)) {
        for (const Ban &ban : remove->bans) {
            UnsentAccess change = find(subjectOf(ban));
            change.written = Written::No;
            change.removed.emplace_back(ban.id, ban.created);
            changes.emplace_back(subjectOf(ban), std::move(change));
        }
    } else if (const auto *revoke = std::get_if<Revoke>(&done)) {
        changes.emplace_back(AccessSubject{revoke->kind, revoke->value},
                             UnsentAccess{.written = Written::Added});
    }
    add(std::move(changes));
}

void UnsentAccesses::add(Changes &&changes)
{
    if (changes.empty())
        return;
    for (const auto &[subject, change] : changes)
        m_all.insert_or_assign(subject, Entry{change, ++m_lastNumber});
    if (m_store)
        m_store->write(std::move(changes));
}

bool UnsentAccesses::accepts(const AccessChange &change, quint64 version,
                             const std::map<AccessSubject, Ban> &own)
{
    const auto *ban = std::get_if<Ban>(&change.entry);
    const auto found = ban ? m_all.find(subjectOf(*ban)) : m_all.end();
    if (found == m_all.end())
        return true;
    const UnsentAccess &unsent = found->second.change;
    const auto mine = own.find(subjectOf(*ban));
    const bool isSame =
        mine != own.end() && (mine->second.created == ban->created || mine->second.id == ban->id);
    const bool isRefused = change.isRemoval
                               ? unsent.written == Written::Added
                               : isRemoved(unsent, *ban) || (unsent.written != Written::No && isSame);
    if (isRefused)
        found->second.refused.emplace(change, version);
    return !isRefused;
}

UnsentAccesses::Batch UnsentAccesses::next(const std::vector<Ban> &bans,
                                           const std::vector<Revocation> &revocations) const
{
    std::map<AccessSubject, Ban> changedBans;
    for (const Ban &ban : bans) {
        if (m_all.contains(subjectOf(ban)))
            changedBans.emplace(subjectOf(ban), ban);
    }
    std::map<AccessSubject, Revocation> changedRevocations;
    for (const Revocation &revocation : revocations) {
        if (m_all.contains(subjectOf(revocation)))
            changedRevocations.emplace(subjectOf(revocation), revocation);
    }
    Batch batch;
    for (const auto &[subject, entry] : m_all) {
        if (batch.numbers.size() == ChangesABatch)
            break;
        batch.numbers.emplace_back(subject, entry.number);
        if (std::holds_alternative<BanKind>(subject.kind))
            append(batch.operations, subject, entry.change, changedBans);
        else if (const auto found = changedRevocations.find(subject); found != changedRevocations.end())
            batch.operations.push_back({Operation::Revoke, found->second, false});
    }
    return batch;
}

std::vector<AccessChange> UnsentAccesses::sent(const Batch &batch, quint64 version)
{
    std::vector<AccessChange> later;
    std::vector<AccessSubject> done;
    for (const auto &[subject, number] : batch.numbers) {
        const auto found = m_all.find(subject);
        if (found == m_all.end() || found->second.number != number)
            continue;
        if (found->second.refused && found->second.refused->second > version)
            later.push_back(found->second.refused->first);
        done.push_back(subject);
        m_all.erase(found);
    }
    if (m_store && !done.empty())
        m_store->remove(std::move(done));
    return later;
}

} // namespace signalbox

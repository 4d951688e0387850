#include "core/model/connectiondelta.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace signalbox {

namespace {

template <typename Value>
void moveTo(std::vector<Value> &target, std::vector<Value> &&source)
{
    if (target.empty())
        target = std::move(source);
    else
        target.insert(target.end(), std::make_move_iterator(source.begin()),
                      std::make_move_iterator(source.end()));
}

ConnectionId idOf(const ConnectionSnapshot &snapshot)
{
    return snapshot.info.id;
}

} // namespace

void ConnectionDelta::append(ConnectionDelta &&other)
{
    const auto middle = std::ptrdiff_t(added.size());
    moveTo(added, std::move(other.added));
    std::ranges::inplace_merge(added, added.begin() + middle, {}, idOf);
    moveTo(changed, std::move(other.changed));
    moveTo(removed, std::move(other.removed));
    moveTo(identities, std::move(other.identities));
}

void ConnectionDelta::merge(ConnectionDelta &&later)
{
    std::unordered_map<ConnectionId, const Activity *> changes;
    for (const ConnectionChange &change : later.changed)
        changes.emplace(change.id, &change.activity);
    std::unordered_set<ConnectionId> removals;
    for (const ConnectionRemoval &removal : later.removed)
        removals.insert(removal.id);

    std::unordered_map<ConnectionId, const IdentityChange *> newIdentities;
    for (const IdentityChange &identity : later.identities)
        newIdentities.emplace(identity.id, &identity);

    // What is found here is removed from the later lists: what stays there is new.
    std::unordered_set<ConnectionId> done;
    std::unordered_set<ConnectionId> identified;
    std::erase_if(added, [&](ConnectionSnapshot &snapshot) {
        const ConnectionId id = snapshot.info.id;
        if (removals.contains(id)) {
            done.insert(id);
            return true;
        }
        if (const auto change = changes.find(id); change != changes.end()) {
            snapshot.activity = *change->second;
            done.insert(id);
        }
        if (const auto identity = newIdentities.find(id); identity != newIdentities.end()) {
            identity->second->applyTo(snapshot.info);
            identified.insert(id);
        }
        return false;
    });
    std::erase_if(later.removed, [&](const ConnectionRemoval &removal) { return done.contains(removal.id); });
    std::erase_if(changed, [&](ConnectionChange &change) {
        if (removals.contains(change.id))
            return true;
        if (const auto newer = changes.find(change.id); newer != changes.end()) {
            change.activity = *newer->second;
            done.insert(change.id);
        }
        return false;
    });
    std::erase_if(identities, [&](const IdentityChange &identity) {
        return removals.contains(identity.id) || newIdentities.contains(identity.id);
    });
    std::erase_if(later.changed, [&](const ConnectionChange &change) { return done.contains(change.id); });
    std::erase_if(later.identities,
                  [&](const IdentityChange &identity) { return identified.contains(identity.id); });
    append(std::move(later));
}

} // namespace signalbox

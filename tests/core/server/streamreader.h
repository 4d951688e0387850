#pragma once

#include "core/server/server.h"
#include "core/server/serverstreams.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <algorithm>

namespace signalbox::test {

//! Subscribes to the connections, keeps their ids.
struct ConnectionReader
{
    explicit ConnectionReader(Server &server, const SubscriptionOptions &options = {})
        : subscription(server.streams().connections().subscribe(options))
    {
        QObject::connect(subscription.get(), &ConnectionsSubscription::reset, subscription.get(), [this] {
            ++resets;
            ids.clear();
        });
        QObject::connect(subscription.get(), &ConnectionsSubscription::changed, subscription.get(),
                         [this](const ConnectionDelta &delta) { apply(delta); });
    }
    void apply(const ConnectionDelta &delta)
    {
        ++batches;
        const auto isKnown = [this](ConnectionId id) { return std::ranges::find(ids, id) != ids.end(); };
        for (const ConnectionSnapshot &added : delta.added) {
            isConsistent = isConsistent && !isKnown(added.info.id);
            ids.push_back(added.info.id);
        }
        for (const ConnectionChange &change : delta.changed)
            isConsistent = isConsistent && isKnown(change.id);
        for (const ConnectionRemoval &removed : delta.removed)
            isConsistent = isConsistent && std::erase(ids, removed.id) == 1;
    }
    bool has(std::size_t count)
    {
        return waitUntil([&] { return ids.size() == count; }) && isConsistent;
    }

    std::vector<ConnectionId> ids; //!< in the order of arrival
    int resets = 0;
    int batches = 0;
    bool isConsistent = true; //!< nothing was added twice, and nothing unknown changed or was removed
    std::unique_ptr<ConnectionsSubscription> subscription;
};

inline RawClient connectTo(const Server &server, const QByteArray &target = "/")
{
    RawClient client = RawClient::connectTo(server.endpoints().front().port);
    client.send(upgradeHead(target));
    waitUntil([&] { return !client.takeHead().isEmpty(); });
    return client;
}

} // namespace signalbox::test

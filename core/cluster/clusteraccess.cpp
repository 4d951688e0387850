#include "core/cluster/clusteraccess.h"

#include "core/cluster/brokerthread.h"

#include <utility>

namespace signalbox {

ClusterAccess::ClusterAccess(BrokerThread &broker, AccessListener &listener, PostToOwner post)
    : m_broker(broker)
    , m_listener(listener)
    , m_post(std::move(post))
{
}

void ClusterAccess::create(RedisLink &link, const AccessService::Settings &settings)
{
    m_node = settings.node;
    m_service = std::make_unique<AccessService>(link, settings, static_cast<AccessListener &>(*this));
}

void ClusterAccess::start(const AccessPosition &known)
{
    m_broker.post([this, known] { m_service->start(known); });
}

void ClusterAccess::perform(std::vector<AccessOperation> operations, AccessOrigin origin, Done done)
{
    m_broker.post(
        [this, operations = std::move(operations), origin = std::move(origin), done = std::move(done)] {
            m_service->perform(operations, origin, [post = m_post, done](const AccessResult &result) {
                post([done, result] { done(result); });
            });
        });
}

void ClusterAccess::restore(AccessContent content)
{
    m_broker.post([this, content = std::move(content)] { m_service->restore(content); });
}

// A task has to be copyable.

void ClusterAccess::synced(const AccessPosition &position)
{
    m_post([&listener = m_listener, position] { listener.synced(position); });
}

void ClusterAccess::lost()
{
    m_post([&listener = m_listener] { listener.lost(); });
}

void ClusterAccess::changed(AccessChanges &&changes)
{
    m_post([&listener = m_listener, changes = std::move(changes)]() mutable {
        listener.changed(std::move(changes));
    });
}

void ClusterAccess::replaced(AccessContent &&content, OwnEntries own)
{
    m_post([&listener = m_listener, content = std::move(content), own]() mutable {
        listener.replaced(std::move(content), own);
    });
}

void ClusterAccess::wanted()
{
    m_post([&listener = m_listener] { listener.wanted(); });
}

} // namespace signalbox

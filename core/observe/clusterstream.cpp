#include "core/observe/clusterstream.h"

namespace signalbox {

namespace {

constexpr Milliseconds Interval{500};

} // namespace

ClusterStream::ClusterStream(std::function<ClusterStatus()> look)
    : Stream(Interval)
    , m_look(std::move(look))
{
}

std::unique_ptr<NodesSubscription> ClusterStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](NodesSubscription &subscription, const ClusterStatus &status) {
        Q_EMIT subscription.reported(status);
    };
    return std::make_unique<LocalSubscription<NodesSubscription, ClusterStream>>(*this, options, deliver);
}

void ClusterStream::subscriberAdded(SubscriberId id)
{
    m_subscribers.find(id)->put(m_look());
}

void ClusterStream::request(qint64 tick)
{
    m_nextLook = tick + Interval / TickInterval;
    ClusterStatus status = m_look();
    if (status == m_sent) // without a cluster it always is
        return;
    m_sent = std::move(status);
    m_subscribers.forEach([this](SubscriberId, PendingCluster &pending) { pending.put(m_sent); });
}

} // namespace signalbox

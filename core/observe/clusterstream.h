#pragma once

#include "core/console/subscription.h"
#include "core/observe/stream.h"

#include <functional>
#include <memory>

namespace signalbox {

//! What waits for one subscriber to the cluster: what is known last.
class PendingCluster
{
public:
    using Batch = ClusterStatus;

    void put(const ClusterStatus &status) { m_status = status; }

    bool hasBatch() const { return m_status.has_value(); }
    ClusterStatus take() { return *std::exchange(m_status, {}); }

private:
    std::optional<ClusterStatus> m_status;
};

//! The nodes of the cluster for any number of subscribers: looked at twice a second while there is one. Main thread.
class ClusterStream final : public Stream<PendingCluster>
{
public:
    //! \a look returns what is known now; called on the main thread.
    explicit ClusterStream(std::function<ClusterStatus()> look);

    std::unique_ptr<NodesSubscription> subscribe(const SubscriptionOptions &options);

private:
    void subscriberAdded(SubscriberId id) override;
    std::optional<qint64> earliestRequest() const override { return m_nextLook; }
    void request(qint64 tick) override;

    std::function<ClusterStatus()> m_look;
    ClusterStatus m_sent;  //!< what the subscribers were sent last
    qint64 m_nextLook = 0; //!< tick
};

} // namespace signalbox

#pragma once

#include "core/cluster/accessport.h"
#include "core/cluster/brokerstatus.h"
#include "core/cluster/brokerthread.h"
#include "core/cluster/clusternodes.h"
#include "core/cluster/clustersettings.h"
#include "core/cluster/nodecallport.h"
#include "core/cluster/noderange.h"
#include "core/cluster/publishbudget.h"
#include "core/cluster/publishtimes.h"
#include "core/hub/broker.h"
#include "core/hub/clusterdirectory.h"
#include "core/policy/userplacedirectory.h"

#include <memory>

namespace signalbox {

class ClusterAccess;

//! This server as a node of a cluster, while it runs: the broker's thread with all that lives there. Created and destroyed on the
//! owner's thread; it outlives the io threads.
class Cluster final
{
public:
    //! The thread of the server's owner.
    struct Owner
    {
        AccessListener *access = nullptr; //!< outlives the cluster
        std::function<void(std::function<void()> task)>
            post; //!< runs a task on that thread, in order; called on the broker's thread
    };
    struct Context
    {
        std::size_t threads = 1; //!< io threads
        std::function<QByteArray()>
            info; //!< what the other nodes are told of this one; called on the broker's thread
        BrokerStatus &status;
        ClusterNodes &nodes;
        PublishTimes &publishTimes;
        Owner owner;
    };

    //! Waits until Redis has given this node a number, it turns out that Redis cannot be reached now, or PatienceAtStart is over:
    //! in the latter cases the node begins without it. Fails with Busy when the system has no thread left, and as
    //! checkRedisFiles() when \a settings name a file that cannot be used.
    static Result<std::unique_ptr<Cluster>> start(const ClusterSettings &settings, const Context &context);
    //! Behind the end of the io threads. Tells the other nodes that this one has gone, if that takes no longer than
    //! PatienceAtEnd.
    ~Cluster();
    Q_DISABLE_COPY_MOVE(Cluster)

    NodeNumber node() const { return m_node; }
    ClusterDirectoryFactory directory();
    BrokerFactory broker();
    //! Any thread.
    UserPlaceDirectory &userPlaces() { return *m_userPlaces; }
    //! For the thread of \a loop, on that thread.
    std::unique_ptr<NodeCallPort> calls(IoLoop &loop);

    //! For the owner's thread.
    AccessPort &access();

    static constexpr Milliseconds PatienceAtStart{2000};
    static constexpr Milliseconds PatienceAtEnd{500};

private:
    struct OnThread;

    Cluster(Milliseconds publishWait, const ClusterNodes &nodes);

    Milliseconds m_publishWait;
    PublishBudget m_budget;
    std::unique_ptr<BrokerThread> m_thread;
    std::unique_ptr<OnThread> m_on;          //!< lives on m_thread
    std::unique_ptr<ClusterAccess> m_access; //!< its service lives on m_thread
    std::unique_ptr<UserPlaceDirectory> m_userPlaces;
    const ClusterNodes &m_nodes;
    NodeNumber m_node = 0;
};

} // namespace signalbox

#pragma once

#include "core/base/clock.h"
#include "core/cluster/clusternodes.h"
#include "core/cluster/deadnoderemoval.h"
#include "core/cluster/redislink.h"

#include <QTimer>

#include <functional>
#include <map>
#include <memory>

namespace signalbox {

//! Registers this node with its cluster by heartbeats, and removes the entries of nodes that have died: those whose last
//! heartbeat is older than cluster.node_timeout. Lives on the broker's thread.
class NodeRegistration final
{
public:
    struct Settings
    {
        NodeNumber node = 0;
        QByteArray run; //!< random: names this process
        Milliseconds heartbeat{2000};
        Milliseconds timeout{8000};
    };
    struct Callbacks
    {
        std::function<QByteArray()> info; //!< what this node says of itself: JSON
        std::function<void()> registered; //!< on a new connection, or again after it was taken for dead
        std::function<void()> beat;       //!< Redis has answered
    };

    //! All outlive it. \a nodes gets what the heartbeats return.
    NodeRegistration(RedisLink &link, const DirectoryKeys &keys, ClusterNodes &nodes, Settings settings,
                     Callbacks callbacks);
    ~NodeRegistration();
    Q_DISABLE_COPY_MOVE(NodeRegistration)

    //! The link is up.
    void start();
    //! The link is down.
    void stop();
    //! The node ends: nobody has to wait for its timeout. Its entries have been removed.
    //! \a left is called when Redis has answered, or cannot be reached.
    void leave(const std::function<void()> &left);

    //! Asks Redis for the nodes, besides telling it of this one.
    void beat();

private:
    void answered(const RedisReply &reply, Nanoseconds roundTrip);
    void removeDead(const RedisReply &dead);

    RedisLink &m_link;
    const DirectoryKeys &m_keys;
    ClusterNodes &m_nodes;
    Settings m_settings;
    Callbacks m_callbacks;
    QTimer m_timer;
    bool m_isNewLink =
        false; //!< there was no answer since start(): Redis may have been replaced by an older state of it
    QByteArray m_lastBeat{"0"};   //!< the time of the last one that was answered, as Redis told it
    QByteArray m_generation{"0"}; //!< then, see directoryscripts.h
    bool m_isWaiting = false;     //!< for the answer to a heartbeat
    std::map<NodeNumber, std::unique_ptr<DeadNodeRemoval>> m_removals; //!< under way
};

} // namespace signalbox

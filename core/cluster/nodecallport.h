#pragma once

#include "core/base/clock.h"
#include "core/cluster/clusternodes.h"
#include "core/loop/looppost.h"

#include <functional>
#include <memory>

namespace signalbox {

class BrokerThread;
class NodeCalls;

//! What another thread, with an IoLoop, asks other nodes, and how it answers them. Lives on that thread, which makes all calls and
//! gets all callbacks.
class NodeCallPort final
{
public:
    using Done = std::function<void(std::optional<QByteArray> &&answer)>;
    using Answer = std::function<void(const QByteArray &answer)>;
    using Handler = std::function<void(const QByteArray &question, const Answer &answer)>;

    //! All outlive it.
    NodeCallPort(IoLoop &loop, BrokerThread &broker, NodeCalls &calls, const ClusterNodes &nodes,
                 NodeNumber own);
    ~NodeCallPort();
    Q_DISABLE_COPY_MOVE(NodeCallPort)

    NodeNumber ownNumber() const { return m_own; }
    std::vector<ClusterNode> nodes() const { return m_nodes.list(); }
    //! What answers the questions of other nodes. Once.
    void setHandler(Handler handler);
    //! As NodeCalls::ask(). After the end of this object nothing is called back.
    void ask(NodeNumber node, const QByteArray &question, Milliseconds timeout, Done done);

private:
    BrokerThread &m_broker;
    NodeCalls &m_calls;
    const ClusterNodes &m_nodes;
    NodeNumber m_own;
    LoopPost m_post;
    std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true); //!< of tasks that are posted already
};

} // namespace signalbox

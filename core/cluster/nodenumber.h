#pragma once

#include "core/cluster/directorykeys.h"
#include "core/cluster/redislink.h"

#include <functional>

namespace signalbox {

//! Asks Redis for the number of this node, once, when the link is up for the first time. Lives on the broker's thread.
class NodeNumberRequest final : private RedisLinkHandler
{
public:
    //! \a done is called at most once; \a timeout: cluster.node_timeout. The link outlives it, and calls nothing of it then.
    NodeNumberRequest(RedisLink &link, DirectoryKeys keys, Milliseconds timeout,
                      std::function<void(NodeNumber)> done);
    Q_DISABLE_COPY_MOVE(NodeNumberRequest)

    //! A number for a node that cannot reach Redis.
    static NodeNumber random();

private:
    void linkUp() override;
    void linkDown() override {}
    void subscribed(const QByteArray &) override {}
    void unsubscribed(const QByteArray &) override {}
    void received(const QByteArray &, const QByteArray &) override {}

    RedisLink &m_link;
    DirectoryKeys m_keys;
    Milliseconds m_timeout;
    std::function<void(NodeNumber)> m_done;
};

} // namespace signalbox

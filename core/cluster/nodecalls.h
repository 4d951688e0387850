#pragma once

#include "core/base/clock.h"
#include "core/cluster/directorykeys.h"
#include "core/cluster/nodemessage.h"
#include "core/cluster/redislink.h"

#include <QObject>

#include <functional>
#include <unordered_map>

namespace signalbox {

//! Questions between nodes, over their channels in Redis. Each has one answer, or none within its time. Lives on the broker's thread.
class NodeCalls final : private RedisLinkHandler
{
public:
    //! None: the node does not answer.
    using Done = std::function<void(std::optional<QByteArray> &&answer)>;
    using Answer = std::function<void(const QByteArray &answer)>;
    //! Answers a question of another node, later, on this thread.
    using Handler = std::function<void(const QByteArray &question, Answer answer)>;

    static constexpr std::size_t MaxPending = 256; //!< questions of this node without an answer

    //! \a node: this one. Both outlive it.
    NodeCalls(RedisLink &link, const QByteArray &prefix, NodeNumber node);
    Q_DISABLE_COPY_MOVE(NodeCalls)

    //! Null: questions are not answered.
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    //! \a done is called once, not during this call.
    void ask(NodeNumber node, const QByteArray &question, Milliseconds timeout, Done done);

private:
    void linkUp() override {}
    void linkDown() override {}
    void subscribed(const QByteArray &) override {}
    void unsubscribed(const QByteArray &) override {}
    void received(const QByteArray &channel, const QByteArray &payload) override;
    void finish(quint64 number, std::optional<QByteArray> &&answer);

    RedisLink &m_link;
    DirectoryKeys m_keys;
    NodeNumber m_node;
    Handler m_handler;
    std::unordered_map<quint64, Done> m_pending;
    quint64 m_lastNumber = 0;
    QObject m_context; //!< of the timers: they end with it
};

} // namespace signalbox

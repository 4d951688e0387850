#include "core/cluster/nodecallport.h"

#include "core/cluster/brokerthread.h"
#include "core/cluster/nodecalls.h"

#include <utility>

namespace signalbox {

NodeCallPort::NodeCallPort(IoLoop &loop, BrokerThread &broker, NodeCalls &calls, const ClusterNodes &nodes,
                           NodeNumber own)
    : m_broker(broker)
    , m_calls(calls)
    , m_nodes(nodes)
    , m_own(own)
    , m_post(loop)
{
}

NodeCallPort::~NodeCallPort()
{
    *m_isAlive = false;
    m_post.close();
    m_broker.post([&calls = m_calls] { calls.setHandler({}); });
}

void NodeCallPort::setHandler(Handler handler)
{
    auto receive = [&broker = m_broker, post = m_post, isAlive = m_isAlive,
                    handler = std::move(handler)](const QByteArray &question, NodeCalls::Answer answer) {
        const Answer reply = [&broker, answer = std::move(answer)](const QByteArray &bytes) {
            broker.post([answer, bytes] { answer(bytes); });
        };
        post.post([isAlive, handler, question, reply] {
            if (*isAlive)
                handler(question, reply);
        });
    };
    m_broker.post([&calls = m_calls, receive = std::move(receive)] { calls.setHandler(receive); });
}

void NodeCallPort::ask(NodeNumber node, const QByteArray &question, Milliseconds timeout, Done done)
{
    const auto finish = [post = m_post, isAlive = m_isAlive,
                         done = std::move(done)](std::optional<QByteArray> &&answer) {
        post.post([isAlive, done, answer = std::move(answer)]() mutable {
            if (*isAlive)
                done(std::move(answer));
        });
    };
    m_broker.post(
        [&calls = m_calls, node, question, timeout, finish] { calls.ask(node, question, timeout, finish); });
}

} // namespace signalbox

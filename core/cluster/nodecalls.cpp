#include "core/cluster/nodecalls.h"

#include <QTimer>

#include <utility>

namespace signalbox {

NodeCalls::NodeCalls(RedisLink &link, const QByteArray &prefix, NodeNumber node)
    : m_link(link)
    , m_keys(prefix)
    , m_node(node)
{
    link.addHandler(*this);
}

void NodeCalls::ask(NodeNumber node, const QByteArray &question, Milliseconds timeout, Done done)
{
    const quint64 number = ++m_lastNumber;
    const bool isRefused = m_pending.size() >= MaxPending;
    m_pending.emplace(number, std::move(done));
    QTimer::singleShot(isRefused ? Milliseconds(0) : timeout, &m_context,
                       [this, number] { finish(number, {}); });
    if (isRefused)
        return;
    m_link.command(
        {"PUBLISH", m_keys.channel(node), encodeNodeMessage(NodeQuestion{m_node, number, question})},
        [this, number](const RedisResult &result) {
            const RedisReply *reply = replyOf(result);
            if (!reply || reply->integer == 0) // nobody listens
                finish(number, {});
        });
}

void NodeCalls::received(const QByteArray &channel, const QByteArray &payload)
{
    if (channel != m_keys.channel(m_node))
        return;
    std::optional<NodeMessage> message = parseNodeMessage(payload);
    if (!message)
        return; // the directory has said so
    if (auto *answer = std::get_if<NodeAnswer>(&*message)) {
        finish(answer->number, std::move(answer->payload));
    } else if (auto *question = std::get_if<NodeQuestion>(&*message); question && m_handler) {
        m_handler(question->payload, [this, from = question->from,
                                      number = question->number](const QByteArray &bytes) {
            m_link.command({"PUBLISH", m_keys.channel(from), encodeNodeMessage(NodeAnswer{number, bytes})},
                           [](const RedisResult &) {});
        });
    }
}

void NodeCalls::finish(quint64 number, std::optional<QByteArray> &&answer)
{
    const auto found = m_pending.find(number);
    if (found == m_pending.end())
        return;
    const Done done = std::move(found->second);
    m_pending.erase(found);
    done(std::move(answer));
}

} // namespace signalbox

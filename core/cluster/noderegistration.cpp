#include "core/cluster/noderegistration.h"

#include "core/cluster/directoryscripts.h"
#include "core/cluster/scriptcall.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_LOGGING_CATEGORY(lcCluster, "signalbox.cluster", QtInfoMsg)

namespace {

using namespace Qt::StringLiterals;

ClusterNode nodeFrom(const RedisReply &number, const RedisReply &info, const RedisReply &age)
{
    const QJsonObject said = QJsonDocument::fromJson(info.bytes).object();
    ClusterNode node;
    node.number = number.bytes.toULongLong();
    node.name = said[u"node"].toString();
    node.version = said[u"version"].toString();
    node.state = said[u"state"].toString();
    node.connections = said[u"connections"].toInteger();
    node.rooms = said[u"rooms"].toInteger();
    node.users = said[u"users"].toInteger();
    node.age = Milliseconds(age.bytes.toLongLong());
    return node;
}

} // namespace

NodeRegistration::NodeRegistration(RedisLink &link, const DirectoryKeys &keys, ClusterNodes &nodes,
                                   Settings settings, Callbacks callbacks)
    : m_link(link)
    , m_keys(keys)
    , m_nodes(nodes)
    , m_settings(std::move(settings))
    , m_callbacks(std::move(callbacks))
{
    m_timer.setInterval(m_settings.heartbeat);
    m_timer.callOnTimeout(&m_timer, [this] { beat(); });
}

NodeRegistration::~NodeRegistration() = default;

void NodeRegistration::start()
{
    m_isNewLink = true;
    m_timer.start();
    beat();
}

void NodeRegistration::stop()
{
    m_timer.stop();
    m_isWaiting = false;
}

void NodeRegistration::leave(const std::function<void()> &left)
{
    m_timer.stop();
    callScript(m_link, DirectoryScript::Forget, {m_keys.alive(), m_keys.info(), m_keys.runs()},
               {QByteArray::number(m_settings.node), "-1"}, [left](const RedisResult &) { left(); });
}

void NodeRegistration::beat()
{
    if (m_isWaiting)
        return;
    m_isWaiting = true;
    callScript(
        m_link, DirectoryScript::Heartbeat,
        {m_keys.alive(), m_keys.info(), m_keys.runs(), m_keys.counter(), m_keys.seen(), m_keys.generation()},
        {QByteArray::number(m_settings.node), m_settings.run,
         QByteArray::number(qint64(m_settings.timeout.count())), m_callbacks.info(),
         QByteArray::number(MaxAssignedNode), m_keys.channels(), m_lastBeat, m_generation},
        [this, sent = Clock::now()](const RedisResult &result) {
            m_isWaiting = false;
            if (const RedisReply *reply = replyOf(result))
                answered(*reply, Clock::now() - sent);
        });
}

void NodeRegistration::answered(const RedisReply &reply, Nanoseconds roundTrip)
{
    if (reply.elements.empty())
        return;
    const QByteArray &status = reply.elements[0].bytes;
    if (status == "taken") {
        qCCritical(lcCluster,
                   "node number %llu is used by another node: the members of rooms are not known there",
                   static_cast<unsigned long long>(m_settings.node));
        return;
    }
    if (reply.elements.size() != 5)
        return;
    const bool isFirst = std::exchange(m_lastBeat, reply.elements[3].bytes) == "0";
    const QByteArray before = std::exchange(m_generation, reply.elements[4].bytes);
    if (!isFirst && before != m_generation)
        qCWarning(lcCluster, "Redis has lost data: the rooms begin new numberings");
    std::vector<ClusterNode> nodes;
    const std::vector<RedisReply> &listed = reply.elements[2].elements;
    for (std::size_t i = 0; i + 2 < listed.size(); i += 3) {
        nodes.push_back(nodeFrom(listed[i], listed[i + 1], listed[i + 2]));
        nodes.back().isThis = nodes.back().number == m_settings.node;
    }
    std::ranges::sort(nodes, {}, &ClusterNode::number);
    m_nodes.set(std::move(nodes), roundTrip);
    if (std::exchange(m_isNewLink, false) || status == "new")
        m_callbacks.registered();
    m_callbacks.beat();
    removeDead(reply.elements[1]);
}

//! One of the nodes that are alive does it, each of them knows which. If that dies, it is another one's turn.
void NodeRegistration::removeDead(const RedisReply &dead)
{
    std::vector<NodeNumber> alive;
    for (const ClusterNode &node : m_nodes.list()) {
        if (node.age < m_settings.timeout)
            alive.push_back(node.number);
    }
    for (const RedisReply &element : dead.elements) {
        const NodeNumber node = element.bytes.toULongLong();
        if (alive.empty() || alive[node % alive.size()] != m_settings.node || m_removals.contains(node))
            continue;
        qCWarning(lcCluster,
                  "node %llu has not been heard of for %lld ms: its connections are taken out of all rooms",
                  static_cast<unsigned long long>(node), static_cast<long long>(m_settings.timeout.count()));
        auto &removal = m_removals[node];
        removal = std::make_unique<DeadNodeRemoval>(m_link, m_keys, node, m_settings.timeout,
                                                    [this, node] { m_removals.erase(node); });
        removal->start();
    }
}

} // namespace signalbox

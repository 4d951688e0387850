#include "core/hub/usershard.h"

#include "core/hub/delivery.h"
#include "core/hub/hub.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frames

} // namespace

UserShard::UserShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, ServerCounters &counters)
    : m_loop(loop)
    , m_link(link)
    , m_fanout(fanout)
    , m_counters(counters)
{
}

void UserShard::arrive(const QString &user, const UserConnection &connection)
{
    m_users[user].push_back(connection);
    m_counters.users.set(qint64(m_users.size()));
}

void UserShard::depart(const QString &user, ConnectionId client)
{
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return;
    std::erase_if(found->second,
                  [client](const UserConnection &connection) { return connection.client == client; });
    if (found->second.empty())
        m_users.erase(found);
    m_counters.users.set(qint64(m_users.size()));
}

void UserShard::direct(const DirectOrder &order)
{
    const auto found = m_users.find(order.to);
    if (m_waiting.empty() && (found == m_users.end() || !isBlocked(found->second)))
        say(order);
    else
        m_waiting.push_back(order);
}

void UserShard::resume()
{
    while (!m_waiting.empty()) {
        const auto found = m_users.find(m_waiting.front().to);
        if (found != m_users.end() && isBlocked(found->second))
            return;
        const DirectOrder order = std::move(m_waiting.front());
        m_waiting.pop_front();
        say(order);
    }
}

bool UserShard::isBlocked(const Connections &connections)
{
    return std::ranges::any_of(connections, [this](const UserConnection &connection) {
        return m_fanout.isBlocked(connection.thread);
    });
}

void UserShard::say(const DirectOrder &order)
{
    const auto found = m_users.find(order.to);
    const qsizetype connections = found == m_users.end() ? 0 : qsizetype(found->second.size());
    QByteArray answer;
    if (connections == 0) {
        answer =
            envelope::error({EnvelopeErrorCode::NoSuchUser,
                             QStringLiteral("nobody of this name is connected"), "to", order.requester.id});
    } else {
        DirectDelivery delivery;
        const PlainContent plain = plainContent(order.content);
        delivery.plain = PreparedMessage(plain.isBinary ? Opcode::Binary : Opcode::Text, plain.payload);
        delivery.envelope = PreparedMessage(Opcode::Text, envelope::direct(order.from, order.requester.client,
                                                                           order.content, m_loop.wallNow()));
        send(found->second, std::move(delivery));
        answer = envelope::directAck(order.requester.id, connections);
    }
    m_link.run(order.requester.thread,
               [requester = order.requester, answer](Hub &hub) { hub.clients().answer(requester, answer); });
}

quint32 UserShard::announce(const QString &user, const PreparedMessage &message)
{
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return 0;
    const EnvelopeContent content = contentOf(message);
    send(found->second,
         {{}, message, PreparedMessage(Opcode::Text, envelope::direct({}, {}, content, m_loop.wallNow()))});
    return quint32(found->second.size());
}

void UserShard::send(const Connections &connections, DirectDelivery &&delivery)
{
    const qint64 cost = delivery.plain.frame().size() + delivery.envelope.frame().size() + DeliveryOverhead;
    for (const UserConnection &connection : connections)
        delivery.clients.push_back(connection.client);
    const auto shared = std::make_shared<const DirectDelivery>(std::move(delivery));
    for (std::size_t thread = 0; thread < m_fanout.threadCount(); ++thread) {
        const bool isThere = std::ranges::any_of(
            connections, [thread](const UserConnection &connection) { return connection.thread == thread; });
        if (isThere) {
            m_fanout.send(thread, shared, cost, [](Hub &hub, const DirectDelivery &arrived) {
                hub.clients().deliverDirect(arrived);
            });
        }
    }
}

} // namespace signalbox

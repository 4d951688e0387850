#include "core/hub/userhomes.h"

#include "core/hub/delivery.h"
#include "core/hub/hub.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frames

} // namespace

UserHomes::UserHomes(IoLoop &loop, HubLink &link, Outgoing &outgoing, ServerCounters &counters)
    : m_loop(loop)
    , m_link(link)
    , m_outgoing(outgoing)
    , m_counters(counters)
{
}

void UserHomes::arrive(const QString &user, const UserConnection &connection)
{
    m_users[user].push_back(connection);
    m_counters.users.set(qint64(m_users.size()));
}

void UserHomes::depart(const QString &user, ConnectionId client)
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

void UserHomes::direct(const DirectOrder &order)
{
    const auto found = m_users.find(order.to);
    if (m_waiting.empty() && (found == m_users.end() || !mustWait(found->second)))
        say(order);
    else
        m_waiting.push_back(order);
}

void UserHomes::goOn()
{
    while (!m_waiting.empty()) {
        const auto found = m_users.find(m_waiting.front().to);
        if (found != m_users.end() && mustWait(found->second))
            return;
        const DirectOrder order = std::move(m_waiting.front());
        m_waiting.pop_front();
        say(order);
    }
}

bool UserHomes::mustWait(const Connections &connections)
{
    return std::ranges::any_of(connections, [this](const UserConnection &connection) {
        return m_outgoing.mustWait(connection.thread);
    });
}

void UserHomes::say(const DirectOrder &order)
{
    const auto found = m_users.find(order.to);
    const qsizetype connections = found == m_users.end() ? 0 : qsizetype(found->second.size());
    QByteArray answer;
    if (connections == 0) {
        answer = envelope::error({EnvelopeErrorCode::NoSuchUser,
                                  QStringLiteral("nobody of this name is connected"), "to", order.asker.id});
    } else {
        DirectDelivery delivery;
        const PlainContent plain = plainContent(order.content);
        delivery.plain = PreparedMessage(plain.isBinary ? Opcode::Binary : Opcode::Text, plain.payload);
        delivery.envelope = PreparedMessage(
            Opcode::Text, envelope::direct(order.from, order.asker.client, order.content, m_loop.wallNow()));
        send(found->second, std::move(delivery));
        answer = envelope::directAck(order.asker.id, connections);
    }
    m_link.run(order.asker.thread,
               [asker = order.asker, answer](Hub &hub) { hub.members().answer(asker, answer); });
}

quint32 UserHomes::announce(const QString &user, const PreparedMessage &message)
{
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return 0;
    const EnvelopeContent content = contentOf(message);
    send(found->second,
         {{}, message, PreparedMessage(Opcode::Text, envelope::direct({}, {}, content, m_loop.wallNow()))});
    return quint32(found->second.size());
}

void UserHomes::send(const Connections &connections, DirectDelivery &&delivery)
{
    const qint64 cost = delivery.plain.frame().size() + delivery.envelope.frame().size() + DeliveryOverhead;
    for (const UserConnection &connection : connections)
        delivery.clients.push_back(connection.client);
    const auto shared = std::make_shared<const DirectDelivery>(std::move(delivery));
    for (std::size_t thread = 0; thread < m_outgoing.threadCount(); ++thread) {
        const bool isThere = std::ranges::any_of(
            connections, [thread](const UserConnection &connection) { return connection.thread == thread; });
        if (isThere) {
            m_outgoing.send(thread, shared, cost, [](Hub &hub, const DirectDelivery &arrived) {
                hub.members().deliverDirect(arrived);
            });
        }
    }
}

} // namespace signalbox

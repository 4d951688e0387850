#include "core/hub/usershard.h"

#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

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

void UserShard::handle(UserConnected &&request)
{
    const UserConnection &connection = request.connection;
    m_users[request.user].emplace(connection.client, Place{connection.thread, connection.dialect});
    m_counters.users.set(qint64(m_users.size()));
}

void UserShard::handle(UserDisconnected &&request)
{
    const auto found = m_users.find(request.user);
    if (found == m_users.end())
        return;
    found->second.erase(request.client);
    if (found->second.empty())
        m_users.erase(found);
    m_counters.users.set(qint64(m_users.size()));
}

void UserShard::handle(DirectPublish &&request)
{
    const auto found = m_users.find(request.to);
    if (m_waiting.empty() && (found == m_users.end() || !isBlocked(found->second)))
        publish(request);
    else
        m_waiting.push_back(std::move(request));
}

void UserShard::resume()
{
    while (!m_waiting.empty()) {
        const auto found = m_users.find(m_waiting.front().to);
        if (found != m_users.end() && isBlocked(found->second))
            return;
        const DirectPublish request = std::move(m_waiting.front());
        m_waiting.pop_front();
        publish(request);
    }
}

bool UserShard::isBlocked(const Connections &connections)
{
    return std::ranges::any_of(
        connections, [this](const auto &connection) { return m_fanout.isBlocked(connection.second.thread); });
}

void UserShard::publish(const DirectPublish &request)
{
    const auto found = m_users.find(request.to);
    const qsizetype connections = found == m_users.end() ? 0 : qsizetype(found->second.size());
    QByteArray answer;
    if (connections == 0) {
        answer =
            envelope::error({EnvelopeErrorCode::NoSuchUser,
                             QStringLiteral("nobody of this name is connected"), "to", request.requester.id});
    } else {
        DirectBroadcast message;
        const PlainContent plain = plainContent(request.content);
        message.plain = PreparedMessage(plain.isBinary ? Opcode::Binary : Opcode::Text, plain.payload);
        message.envelope = PreparedMessage(
            Opcode::Text,
            envelope::direct(request.from, request.requester.client, request.content, m_loop.wallNow()),
            request.content.json.size());
        if (m_tap)
            log(found->second, request.to, message.plain, message.envelope, request.requester.client,
                request.from);
        send(found->second, std::move(message));
        answer = envelope::directAck(request.requester.id, connections);
    }
    m_link.deliver(request.requester.thread, Answer{request.requester, answer});
}

void UserShard::handle(ServerUserPublish &&request)
{
    const PreparedMessage message = request.message.plain();
    const auto found = m_users.find(request.user);
    const quint32 recipients = found == m_users.end() ? 0 : quint32(found->second.size());
    if (recipients > 0) {
        PreparedMessage envelope = request.message.direct(m_loop.wallNow());
        if (m_tap)
            log(found->second, request.user, message, envelope, {}, request.message.from);
        send(found->second, {{}, message, std::move(envelope)});
    } else if (m_tap) {
        log({}, request.user, message, {}, {}, request.message.from);
    }
    if (request.reply.number != 0)
        m_link.deliver(request.reply.thread, ServerPublishResult{request.reply.number, recipients});
}

//! \a publisher null: a message of the server itself.
void UserShard::log(const Connections &connections, const QString &user, const PreparedMessage &plain,
                    const PreparedMessage &envelope, ConnectionId publisher, const QString &from)
{
    const bool isEnvelope = std::ranges::any_of(
        connections, [](const auto &connection) { return connection.second.dialect == Dialect::Envelope; });
    const PreparedMessage &sent = isEnvelope ? envelope : plain;
    if (!m_tap->wants(nullptr, sent.payload().size()))
        return;
    LogEntry entry = broadcastEntry(sent, quint32(connections.size()), isEnvelope);
    entry.user = user;
    entry.recipientList = m_recipientLists.make(connections, m_loop.now());
    entry.publisher = publisher;
    entry.from = from;
    m_tap->add(std::move(entry));
}

void UserShard::send(const Connections &connections, DirectBroadcast &&message)
{
    const qint64 cost = message.plain.frame().size() + message.envelope.frame().size() + DeliveryOverhead;
    std::vector<bool> isOnThread(m_fanout.threadCount());
    message.clients.reserve(connections.size());
    for (const auto &[client, place] : connections) {
        message.clients.push_back(client);
        isOnThread[place.thread] = true;
    }
    const auto shared = std::make_shared<const DirectBroadcast>(std::move(message));
    for (std::size_t thread = 0; thread < isOnThread.size(); ++thread) {
        if (isOnThread[thread])
            m_fanout.send(thread, DirectDelivery{shared}, cost);
    }
}

} // namespace signalbox

#include "core/hub/usershard.h"

#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frames

const QString &notReached()
{
    static const QString text = QStringLiteral("the server could not reach the other nodes");
    return text;
}

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
    if (m_directory)
        m_directory->addConnection(request.user, connection.client);
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
    if (m_directory)
        m_directory->removeConnection(request.user, request.client);
}

void UserShard::handle(DirectPublish &&request)
{
    const auto found = m_users.find(request.to);
    if (m_waiting.empty() && (found == m_users.end() || !isBlocked(found->second)))
        publish(std::move(request));
    else
        m_waiting.push_back(std::move(request));
}

void UserShard::resume()
{
    resumeWaiting();
    resumeElsewhere();
}

void UserShard::resumeWaiting()
{
    while (!m_waiting.empty()) {
        const auto found = m_users.find(m_waiting.front().to);
        if (found != m_users.end() && isBlocked(found->second))
            return;
        DirectPublish request = std::move(m_waiting.front());
        m_waiting.pop_front();
        publish(std::move(request));
    }
}

bool UserShard::isBlocked(const Connections &connections)
{
    return std::ranges::any_of(
        connections, [this](const auto &connection) { return m_fanout.isBlocked(connection.second.thread); });
}

const UserShard::Connections &UserShard::connectionsOf(const QString &user) const
{
    static const Connections none;
    const auto found = m_users.find(user);
    return found == m_users.end() ? none : found->second;
}

void UserShard::publish(DirectPublish &&request)
{
    if (m_directory)
        m_directory->sendElsewhere(std::move(request));
    else
        finish(request, 0);
}

void UserShard::handle(ServerUserPublish &&request)
{
    if (m_directory)
        m_directory->sendElsewhere(std::move(request));
    else
        finish(request, 0);
}

void UserShard::handle(SentElsewhere &&event)
{
    std::visit(
        [&](const auto &message) {
            if (event.connections)
                finish(message, *event.connections);
            else
                fail(message);
        },
        event.message);
}

void UserShard::finish(const DirectPublish &request, quint32 elsewhere)
{
    const Connections &connections = connectionsOf(request.to);
    const qsizetype count = qsizetype(connections.size()) + elsewhere;
    QByteArray answer;
    if (count == 0) {
        answer =
            envelope::error({EnvelopeErrorCode::NoSuchUser,
                             QStringLiteral("nobody of this name is connected"), "to", request.requester.id});
    } else {
        sendDirect(connections, {request.to, request.from, request.requester.client, request.content});
        answer = envelope::directAck(request.requester.id, count);
    }
    m_link.deliver(request.requester.thread, Answer{request.requester, answer});
}

void UserShard::fail(const DirectPublish &request)
{
    const QByteArray answer = envelope::error(
        {EnvelopeErrorCode::Unavailable, notReached(), "to", request.requester.id, UnavailableRetry});
    m_link.deliver(request.requester.thread, Answer{request.requester, answer});
}

void UserShard::handle(DirectFromElsewhere &&event)
{
    const qint64 bytes = event.content.json.size() + DeliveryOverhead;
    if (m_elsewhere.empty() && !isBlocked(connectionsOf(event.to))) {
        sendDirect(connectionsOf(event.to), event);
    } else if (m_elsewhereBytes + bytes <= MaxElsewhere) {
        m_elsewhereBytes += bytes;
        m_elsewhere.push_back(std::move(event));
    }
}

void UserShard::resumeElsewhere()
{
    while (!m_elsewhere.empty() && !isBlocked(connectionsOf(m_elsewhere.front().to))) {
        const DirectFromElsewhere event = std::move(m_elsewhere.front());
        m_elsewhere.pop_front();
        m_elsewhereBytes -= event.content.json.size() + DeliveryOverhead;
        sendDirect(connectionsOf(event.to), event);
    }
}

//! Does nothing if there are no \a connections.
void UserShard::sendDirect(const Connections &connections, const DirectFromElsewhere &direct)
{
    if (connections.empty())
        return;
    DirectBroadcast message;
    const PlainContent plain = plainContent(direct.content);
    message.plain = PreparedMessage(plain.isBinary ? Opcode::Binary : Opcode::Text, plain.payload);
    message.envelope = PreparedMessage(
        Opcode::Text, envelope::direct(direct.from, direct.client, direct.content, m_loop.wallNow()),
        direct.content.json.size());
    if (m_tap)
        log(connections, direct.to, message.plain, message.envelope, direct.client, direct.from);
    send(connections, std::move(message));
}

void UserShard::finish(const ServerUserPublish &request, quint32 elsewhere)
{
    const PreparedMessage message = request.message.plain();
    const Connections &connections = connectionsOf(request.user);
    if (!connections.empty()) {
        PreparedMessage envelope = request.message.direct(m_loop.wallNow());
        if (m_tap)
            log(connections, request.user, message, envelope, {}, request.message.from);
        send(connections, {{}, message, std::move(envelope)});
    } else if (m_tap) {
        log({}, request.user, message, {}, {}, request.message.from);
    }
    if (request.reply.number != 0)
        m_link.deliver(request.reply.thread,
                       ServerPublishResult{request.reply.number, quint32(connections.size()) + elsewhere});
}

void UserShard::fail(const ServerUserPublish &request)
{
    if (request.reply.number != 0)
        m_link.deliver(request.reply.thread,
                       ServerPublishResult{.number = request.reply.number, .failure = notReached()});
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

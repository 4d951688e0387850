#include "core/observe/messagecollector.h"

#include "core/hub/messageentries.h"
#include "core/policy/decision.h"
#include "core/session/connection.h"
#include "core/session/connectiontable.h"

#include <algorithm>

namespace signalbox {

namespace {

bool hasEnvelope(const Connection &connection)
{
    return connection.info().subprotocol == QLatin1StringView(EnvelopeSubprotocol);
}

} // namespace

MessageCollector::MessageCollector(IoLoop &loop, Send send, MemoryCounter *followedBytes,
                                   std::shared_ptr<MessageBacklog> backlog)
    : m_loop(loop)
    , m_send(std::move(send))
    , m_backlog(backlog ? std::move(backlog) : std::make_shared<MessageBacklog>())
    , m_pacer(loop, [this] { this->send(); })
    , m_followed(followedBytes)
{
}

void MessageCollector::reset()
{
    m_pacer.reset();
    m_batch = {};
    m_bytes = 0;
    m_followed.clear();
    m_backlog->clear();
}

void MessageCollector::watch(const MessageWatch &watch, const ConnectionTable &connections)
{
    const MessageWatch before = std::exchange(m_watch, {});
    for (const std::vector<ConnectionId> &ids : {before.followed, before.controlled}) {
        for (const ConnectionId id : ids) {
            if (Connection *connection = connections.find(id))
                connection->setWatcher(nullptr);
        }
    }
    for (const ConnectionId id : watch.followed) {
        if (Connection *connection = connections.find(id)) {
            m_watch.followed.push_back(id);
            connection->setWatcher(this, true, std::ranges::binary_search(watch.controlled, id));
        }
    }
    for (const ConnectionId id : watch.controlled) {
        if (Connection *connection = connections.find(id)) {
            m_watch.controlled.push_back(id);
            connection->setWatcher(this, connection->isFollowed(), true);
        }
    }
}

bool MessageCollector::wants(const Connection *client, qint64 size)
{
    m_pacer.request();
    if (client && client->isFollowed()) [[unlikely]]
        return wantsFollowed(*client, size);
    if (m_batch.entries.size() < MaxEntries && m_bytes + std::min(size, MaxLoggedPayload) <= MaxBytes)
        return true;
    ++m_batch.leftOut;
    return false;
}

bool MessageCollector::wantsFollowed(const Connection &client, qint64 size)
{
    if (m_followed.hasRoom(client.id(), std::min(size, MaxFollowedPayload)))
        return true;
    if (m_followed.extendGap(client.id(), size))
        return false;
    LogEntry gap;
    gap.kind = MessageKind::Gap;
    gap.isFollowed = true;
    gap.connection = client.id();
    gap.user = client.info().user;
    gap.messages = 1;
    gap.size = size;
    add(std::move(gap));
    return false;
}

void MessageCollector::add(LogEntry &&entry)
{
    entry.time = m_loop.wallNow();
    if (entry.at == TimePoint())
        entry.at = Clock::now();
    m_backlog->add(entry.at);
    if (entry.isFollowed) {
        m_followed.add(std::move(entry));
        return;
    }
    m_bytes += entry.payload.size();
    m_batch.entries.push_back(std::move(entry));
}

void MessageCollector::deliveryQueued(const Connection &connection, const PreparedMessage &message)
{
    if (!wants(&connection, message.payload().size()))
        return;
    LogEntry entry = sentEntry(connection, message, hasEnvelope(connection));
    entry.isDelivery = true;
    add(std::move(entry));
}

void MessageCollector::controlReceived(const Connection &connection, Opcode opcode, QByteArrayView payload,
                                       std::optional<quint16> code)
{
    addControl(connection, Direction::In, opcode, payload, code);
}

void MessageCollector::controlQueued(const Connection &connection, Opcode opcode, QByteArrayView payload,
                                     std::optional<quint16> code)
{
    addControl(connection, Direction::Out, opcode, payload, code);
}

void MessageCollector::addControl(const Connection &connection, Direction direction, Opcode opcode,
                                  QByteArrayView payload, std::optional<quint16> code)
{
    if (wants(&connection, payload.size()))
        add(controlEntry(connection, direction, opcode, payload, code));
}

void MessageCollector::flush()
{
    if (!m_batch.isEmpty() || !m_followed.isEmpty())
        send();
}

void MessageCollector::send()
{
    LogBatch batch = std::exchange(m_batch, {});
    m_batch.entries.reserve(batch.entries.size()); // the next one is about as long
    m_bytes = 0;
    m_followed.takeAll(batch.entries);
    m_pacer.sent();
    m_backlog->partSent();
    m_send(std::move(batch));
}

} // namespace signalbox

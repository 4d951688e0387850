#include "core/hub/members.h"

#include "core/hub/delivery.h"
#include "core/hub/hub.h"
#include "core/hub/messagetap.h"
#include "core/session/connection.h"

namespace signalbox {

namespace {

constexpr qint64 PublishOverhead = 512; // bytes, roughly, of a publish on its way beside its frame

} // namespace

Members::Members(HubLink &link, const HubSettings &settings, ServerCounters &counters)
    : m_link(link)
    , m_settings(settings)
    , m_counters(counters)
{
}

Members::~Members() = default;

void Members::add(Connection *connection, RouteKind kind)
{
    m_connections.emplace(connection->id(), connection);
    connect(connection, &Connection::closed, this, &Members::remove);
    if (kind == RouteKind::Echo) {
        connect(connection, &Connection::messageReceived, this, &Members::echo);
        return;
    }
    connect(connection, &Connection::messageReceived, this, &Members::take);
    const ConnectionInfo &info = connection->info();
    m_link.run(m_link.homeOf(info.room),
               [room = info.room, member = Membership{info.id, info.user, m_link.thread()}](Hub &home) {
                   home.homes().join(room, member);
               });
}

void Members::enter(const QString &room, ConnectionId client)
{
    if (Connection *connection = find(client)) // else it has left meanwhile, and its home learns so later
        m_rooms[room].add(connection);
}

Connection *Members::find(ConnectionId client) const
{
    const auto found = m_connections.find(client);
    return found == m_connections.end() ? nullptr : found->second;
}

void Members::returnCredit(ConnectionId client, qint64 bytes)
{
    if (Connection *connection = find(client))
        connection->removeInFlight(bytes);
}

void Members::take(Connection *from, Opcode opcode, const QByteArray &payload)
{
    const QString &room = from->info().room;
    Publish publish{room, from->id(), m_link.thread(), PreparedMessage(opcode, payload), 0, Clock::now()};
    countIn(publish.message);
    publish.credit = publish.message.frame().size() + PublishOverhead;
    from->addInFlight(publish.credit);
    m_link.run(m_link.homeOf(room),
               [publish = std::move(publish)](Hub &home) { home.homes().publish(publish); });
}

void Members::deliver(const Delivery &delivery)
{
    Connection *sender = delivery.senderThread == m_link.thread() ? find(delivery.sender) : nullptr;
    if (sender)
        sender->removeInFlight(delivery.credit);
    const auto room = m_rooms.find(delivery.room);
    if (room == m_rooms.end())
        return;
    const quint32 taken = room->second.broadcast(delivery.message, delivery.skipSender ? sender : nullptr);
    countOut(delivery.message, taken);
    m_counters.fanout.record(Clock::now() - delivery.publishedAt);
}

void Members::echo(Connection *from, Opcode opcode, const QByteArray &payload)
{
    const PreparedMessage message(opcode, payload);
    countIn(message);
    const quint32 recipients = from->send(message) ? 1 : 0;
    countOut(message, recipients);
    if (m_tap)
        m_tap->messageIn({from->id(), from->info().user, {}}, opcode, payload, recipients);
}

void Members::remove(Connection *connection)
{
    m_connections.erase(connection->id());
    const QString &name = connection->info().room;
    if (name.isEmpty())
        return;
    const auto room = m_rooms.find(name);
    if (room != m_rooms.end()) {
        room->second.remove(connection);
        if (room->second.isEmpty())
            m_rooms.erase(room);
    }
    m_link.run(m_link.homeOf(name),
               [name, client = connection->id()](Hub &home) { home.homes().leave(name, client); });
}

quint32 Members::sendToAll(const PreparedMessage &message)
{
    quint32 taken = 0;
    for (const auto &[id, connection] : m_connections)
        taken += connection->send(message) ? 1 : 0;
    countOut(message, taken);
    return taken;
}

bool Members::sendTo(Connection &connection, const PreparedMessage &message)
{
    const quint32 taken = connection.send(message) ? 1 : 0;
    countOut(message, taken);
    if (m_tap) {
        m_tap->messageOut({connection.id(), connection.info().user, connection.info().room}, message.opcode(),
                          message.payload(), taken);
    }
    return taken > 0;
}

void Members::countIn(const PreparedMessage &message)
{
    m_counters.in.add(message.opcode() == Opcode::Text, message.payload().size());
}

void Members::countOut(const PreparedMessage &message, quint32 recipients)
{
    m_counters.out.add(message.opcode() == Opcode::Text, message.payload().size(), recipients);
}

} // namespace signalbox

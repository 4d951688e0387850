#include "core/hub/hub.h"

#include "core/hub/messagetap.h"
#include "core/session/connection.h"

namespace signalbox {

Hub::~Hub() = default;

void Hub::add(Connection *connection, RouteKind kind)
{
    m_connections.insert(connection);
    connect(connection, &Connection::closed, this, &Hub::forget);
    if (kind == RouteKind::Echo) {
        connect(connection, &Connection::messageReceived, this, &Hub::echo);
        return;
    }
    std::unique_ptr<Room> &room = m_rooms[connection->info().room];
    if (!room)
        room = std::make_unique<Room>(connection->info().room);
    m_counters.rooms.set(qint64(m_rooms.size()));
    room->add(connection);
    connect(connection, &Connection::messageReceived, this, &Hub::route);
    connect(connection, &Connection::closed, this, &Hub::leave);
}

void Hub::route(Connection *from, Opcode opcode, const QByteArray &payload)
{
    const auto room = m_rooms.find(from->info().room);
    if (room == m_rooms.end())
        return;
    const PreparedMessage message(opcode, payload);
    const quint32 recipients = broadcast(*room->second, message, m_settings.echoToSender ? nullptr : from);
    countIn(message, recipients);
    if (m_tap)
        m_tap->messageIn(*from, opcode, payload, recipients);
}

void Hub::echo(Connection *from, Opcode opcode, const QByteArray &payload)
{
    const PreparedMessage message(opcode, payload);
    const quint32 recipients = from->send(message) ? 1 : 0;
    countIn(message, recipients);
    if (m_tap)
        m_tap->messageIn(*from, opcode, payload, recipients);
}

void Hub::forget(Connection *connection)
{
    m_connections.erase(connection);
}

void Hub::leave(Connection *connection)
{
    const auto room = m_rooms.find(connection->info().room);
    if (room == m_rooms.end())
        return;
    room->second->remove(connection);
    if (room->second->isEmpty())
        m_rooms.erase(room);
    m_counters.rooms.set(qint64(m_rooms.size()));
}

quint32 Hub::sendToAll(const PreparedMessage &message)
{
    quint32 taken = 0;
    for (Connection *connection : m_connections)
        taken += connection->send(message) ? 1 : 0;
    countOut(message, taken);
    if (m_tap)
        m_tap->messageOut(nullptr, {}, message.opcode(), message.payload(), taken);
    return taken;
}

quint32 Hub::sendToRoom(const QString &room, const PreparedMessage &message)
{
    const auto found = m_rooms.find(room);
    const quint32 taken = found == m_rooms.end() ? 0 : broadcast(*found->second, message, nullptr);
    countOut(message, taken);
    if (m_tap)
        m_tap->messageOut(nullptr, room, message.opcode(), message.payload(), taken);
    return taken;
}

bool Hub::sendTo(Connection &connection, const PreparedMessage &message)
{
    const quint32 taken = connection.send(message) ? 1 : 0;
    countOut(message, taken);
    if (m_tap)
        m_tap->messageOut(&connection, connection.info().room, message.opcode(), message.payload(), taken);
    return taken > 0;
}

quint32 Hub::broadcast(Room &room, const PreparedMessage &message, const Connection *except)
{
    const TimePoint begun = Clock::now();
    const quint32 taken = room.broadcast(message, except);
    m_counters.fanout.record(Clock::now() - begun);
    return taken;
}

void Hub::countIn(const PreparedMessage &message, quint32 recipients)
{
    m_counters.in.add(message.opcode() == Opcode::Text, message.payload().size());
    countOut(message, recipients);
}

void Hub::countOut(const PreparedMessage &message, quint32 recipients)
{
    m_counters.out.add(message.opcode() == Opcode::Text, message.payload().size(), recipients);
}

} // namespace signalbox

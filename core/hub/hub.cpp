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
    const quint32 recipients = room->second->broadcast(message, m_settings.echoToSender ? nullptr : from);
    countIn(payload.size(), recipients);
    if (m_tap)
        m_tap->messageIn(*from, opcode, payload, recipients);
}

void Hub::echo(Connection *from, Opcode opcode, const QByteArray &payload)
{
    const quint32 recipients = from->send(PreparedMessage(opcode, payload)) ? 1 : 0;
    countIn(payload.size(), recipients);
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
}

quint32 Hub::sendToAll(const PreparedMessage &message)
{
    quint32 taken = 0;
    for (Connection *connection : m_connections)
        taken += connection->send(message) ? 1 : 0;
    countOut(message.payload().size(), taken);
    if (m_tap)
        m_tap->messageOut(nullptr, {}, message.opcode(), message.payload(), taken);
    return taken;
}

quint32 Hub::sendToRoom(const QString &room, const PreparedMessage &message)
{
    const auto found = m_rooms.find(room);
    const quint32 taken = found == m_rooms.end() ? 0 : found->second->broadcast(message, nullptr);
    countOut(message.payload().size(), taken);
    if (m_tap)
        m_tap->messageOut(nullptr, room, message.opcode(), message.payload(), taken);
    return taken;
}

bool Hub::sendTo(Connection &connection, const PreparedMessage &message)
{
    const quint32 taken = connection.send(message) ? 1 : 0;
    countOut(message.payload().size(), taken);
    if (m_tap)
        m_tap->messageOut(&connection, connection.info().room, message.opcode(), message.payload(), taken);
    return taken > 0;
}

void Hub::countIn(qint64 size, quint32 recipients)
{
    m_counters.messagesIn.add();
    m_counters.bytesIn.add(quint64(size));
    countOut(size, recipients);
}

void Hub::countOut(qint64 size, quint32 recipients)
{
    m_counters.messagesOut.add(recipients);
    m_counters.bytesOut.add(quint64(size) * recipients);
}

} // namespace signalbox

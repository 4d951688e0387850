#include "core/hub/enveloperequesthandler.h"

#include "core/hub/hub.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

namespace signalbox {

namespace {

QString roomOf(const LocalClient &member, const std::optional<QString> &asked)
{
    return asked.value_or(member.connection->info().room);
}

EnvelopeError notInRoom(const QByteArray &id)
{
    return {EnvelopeErrorCode::NotInRoom, QStringLiteral("you are not in this room"), "room", id};
}

} // namespace

void EnvelopeRequestHandler::take(LocalClient &member, Opcode opcode, const QByteArray &payload)
{
    if (opcode != Opcode::Text) {
        member.connection->close(CloseReason::of(Cause::UnsupportedType));
        return;
    }
    RequestParser::Parsed parsed = m_parser.parse(payload);
    if (const EnvelopeError *error = std::get_if<EnvelopeError>(&parsed)) {
        refuse(member, *error);
        countBad(member);
        return;
    }
    Request &request = std::get<Request>(parsed);
    std::visit([&](auto &body) { handle(member, request.id, body, payload.size()); }, request.body);
}

QByteArray EnvelopeRequestHandler::welcome(const LocalClient &member, const QString &epoch) const
{
    const ConnectionInfo &info = member.connection->info();
    return envelope::welcome({info.id, info.user, info.room, epoch, m_rules.heartbeat.interval,
                              m_rules.heartbeat.timeout, member.terms.maxMessageBytes, 0});
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, MessageRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(member, request.room);
    if (!member.hasRequested(room)) {
        refuse(member, notInRoom(id));
        return;
    }
    m_clients.publish(room, m_clients.makeRequester(member, size, id), {{}, std::move(request.content)});
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, JoinRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(member, request.room);
    const qint64 most = m_rules.hub.maxRoomsPerConnection;
    if (!member.hasRequested(room) && most > 0 && member.requestedRooms() >= most) {
        refuse(member, {EnvelopeErrorCode::RoomLimit,
                        QStringLiteral("a connection can be in %1 rooms").arg(most), "room", id});
        return;
    }
    m_clients.join(member, room, m_clients.makeRequester(member, size, id), request.since, false);
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, LeaveRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(member, request.room);
    if (!member.hasRequested(room)) {
        refuse(member, notInRoom(id));
        return;
    }
    m_clients.leave(member, room, m_clients.makeRequester(member, size, id));
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, DirectRequest &request,
                                    qsizetype size)
{
    m_link.run(
        m_link.shardOf(request.to),
        [order = DirectOrder{m_clients.makeRequester(member, size, id), member.connection->info().user,
                             request.to, request.content}](Hub &home) { home.userShard().direct(order); });
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, PresenceRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(member, request.room);
    m_link.run(m_link.shardOf(room),
               [order = PresenceOrder{m_clients.makeRequester(member, size, id), room, request}](Hub &home) {
                   home.roomShard().presence(order);
               });
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, HistoryRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(member, request.room);
    m_link.run(m_link.shardOf(room),
               [order = HistoryOrder{m_clients.makeRequester(member, size, id), room, request}](Hub &home) {
                   home.roomShard().history(order);
               });
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, AuthRequest &, qsizetype)
{
    refuse(member, {EnvelopeErrorCode::Forbidden, QStringLiteral("this server asks for no token"), {}, id});
}

void EnvelopeRequestHandler::handle(LocalClient &member, const QByteArray &id, PingRequest &, qsizetype)
{
    m_clients.tell(member, envelope::pong(id));
}

void EnvelopeRequestHandler::refuse(LocalClient &member, const EnvelopeError &error)
{
    m_clients.tell(member, envelope::error(error));
}

void EnvelopeRequestHandler::countBad(LocalClient &member)
{
    const TimePoint now = m_loop.now();
    std::erase_if(member.badOnes, [now](TimePoint at) { return now - at >= BadTime; });
    member.badOnes.push_back(now);
    if (member.badOnes.size() >= MaxBad)
        member.connection->close(CloseReason::of(Cause::BadEnvelopes));
}

} // namespace signalbox

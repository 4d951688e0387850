#include "core/hub/envelopedesk.h"

#include "core/hub/hub.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

namespace signalbox {

namespace {

QString roomOf(const Member &member, const std::optional<QString> &asked)
{
    return asked.value_or(member.connection->info().room);
}

EnvelopeError notInRoom(const QByteArray &id)
{
    return {EnvelopeErrorCode::NotInRoom, QStringLiteral("you are not in this room"), "room", id};
}

} // namespace

void EnvelopeDesk::take(Member &member, Opcode opcode, const QByteArray &payload)
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

QByteArray EnvelopeDesk::welcome(const Member &member, const QString &epoch) const
{
    const ConnectionInfo &info = member.connection->info();
    return envelope::welcome({info.id, info.user, info.room, epoch, m_rules.heartbeat.interval,
                              m_rules.heartbeat.timeout, member.terms.maxMessageBytes, 0});
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, MessageRequest &request, qsizetype size)
{
    const QString room = roomOf(member, request.room);
    if (!member.hasAskedFor(room)) {
        refuse(member, notInRoom(id));
        return;
    }
    m_members.publish(room, m_members.askFor(member, size, id), {{}, std::move(request.content)});
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, JoinRequest &request, qsizetype size)
{
    const QString room = roomOf(member, request.room);
    const qint64 most = m_rules.hub.maxRoomsPerConnection;
    if (!member.hasAskedFor(room) && most > 0 && member.roomsAskedFor() >= most) {
        refuse(member, {EnvelopeErrorCode::RoomLimit,
                        QStringLiteral("a connection can be in %1 rooms").arg(most), "room", id});
        return;
    }
    m_members.join(member, room, m_members.askFor(member, size, id), request.since, false);
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, LeaveRequest &request, qsizetype size)
{
    const QString room = roomOf(member, request.room);
    if (!member.hasAskedFor(room)) {
        refuse(member, notInRoom(id));
        return;
    }
    m_members.leave(member, room, m_members.askFor(member, size, id));
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, DirectRequest &request, qsizetype size)
{
    m_link.run(m_link.homeOf(request.to),
               [order = DirectOrder{m_members.askFor(member, size, id), member.connection->info().user,
                                    request.to, request.content}](Hub &home) { home.users().direct(order); });
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, PresenceRequest &request, qsizetype size)
{
    const QString room = roomOf(member, request.room);
    m_link.run(m_link.homeOf(room),
               [order = PresenceOrder{m_members.askFor(member, size, id), room, request}](Hub &home) {
                   home.homes().presence(order);
               });
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, HistoryRequest &request, qsizetype size)
{
    const QString room = roomOf(member, request.room);
    m_link.run(m_link.homeOf(room), [order = HistoryOrder{m_members.askFor(member, size, id), room, request}](
                                        Hub &home) { home.homes().history(order); });
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, AuthRequest &, qsizetype)
{
    refuse(member, {EnvelopeErrorCode::Forbidden, QStringLiteral("this server asks for no token"), {}, id});
}

void EnvelopeDesk::handle(Member &member, const QByteArray &id, PingRequest &, qsizetype)
{
    m_members.tell(member, envelope::pong(id));
}

void EnvelopeDesk::refuse(Member &member, const EnvelopeError &error)
{
    m_members.tell(member, envelope::error(error));
}

void EnvelopeDesk::countBad(Member &member)
{
    const TimePoint now = m_loop.now();
    std::erase_if(member.badOnes, [now](TimePoint at) { return now - at >= BadTime; });
    member.badOnes.push_back(now);
    if (member.badOnes.size() >= MaxBad)
        member.connection->close(CloseReason::of(Cause::BadEnvelopes));
}

} // namespace signalbox

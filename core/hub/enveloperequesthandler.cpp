#include "core/hub/enveloperequesthandler.h"

#include "core/hub/localclients.h"
#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

#include <utility>

namespace signalbox {

namespace {

constexpr qint64 TypicalPresence = 64 * 1024; // bytes of an answer with many members
constexpr qint64 ReplayCredit = 8 * 1024; // bytes in flight, about what a replay takes that waits for others

QString roomOf(const LocalClient &client, const std::optional<QString> &requested)
{
    return requested.value_or(client.connection->info().room);
}

EnvelopeError forbidden(const QByteArray &id, const QString &text)
{
    return {EnvelopeErrorCode::Forbidden, text, "room", id};
}

EnvelopeError notInRoom(const QByteArray &id)
{
    return {EnvelopeErrorCode::NotInRoom, QStringLiteral("you are not in this room"), "room", id};
}

} // namespace

void EnvelopeRequestHandler::take(LocalClient &client, Opcode opcode, const QByteArray &payload)
{
    MessageTap *tap = m_clients.tap();
    const Connection &connection = *client.connection;
    const bool isLogged = tap && tap->wants(&connection, payload.size());
    if (opcode != Opcode::Text) {
        if (isLogged)
            tap->add(receivedEntry(connection, opcode, payload, {}));
        client.connection->close(CloseReason::of(Cause::UnsupportedType), {.size = payload.size()});
        return;
    }
    RequestParser::Parsed parsed = m_parser.parse(payload);
    if (isLogged)
        tap->add(requestEntry(connection, payload, m_parser, parsed));
    if (const EnvelopeError *error = std::get_if<EnvelopeError>(&parsed)) {
        reject(client, *error);
        countBad(client, *error);
        return;
    }
    Request &request = std::get<Request>(parsed);
    if (!connection.isIdentified() && !std::holds_alternative<TokenRequest>(request.body)) {
        const EnvelopeError error{
            EnvelopeErrorCode::Forbidden, QStringLiteral("authenticate first, with auth"), {}, request.id};
        reject(client, error);
        countBad(client, error);
        return;
    }
    std::visit([&](auto &body) { handle(client, request.id, body, payload.size()); }, request.body);
}

void EnvelopeRequestHandler::refuseTooFast(LocalClient &client, const QByteArray &payload, Milliseconds retry)
{
    const RequestParser::Parsed parsed = m_parser.parse(payload);
    const auto *request = std::get_if<Request>(&parsed);
    if (request && !request->id.isEmpty())
        reject(client, {.code = EnvelopeErrorCode::RateLimited,
                        .text = QStringLiteral("you send too fast"),
                        .id = request->id,
                        .retry = retry});
}

QByteArray EnvelopeRequestHandler::welcome(const LocalClient &client, const QString &epoch) const
{
    const ConnectionInfo &info = client.connection->info();
    return envelope::welcome({info.id, info.user, info.room, epoch, m_rules.heartbeat.interval,
                              m_rules.heartbeat.timeout, client.terms.maxMessageBytes,
                              m_rules.limits.messagesPerSecond});
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, MessageRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(client, request.room);
    if (!client.hasRequested(room)) {
        reject(client, notInRoom(id));
        return;
    }
    if (!m_clients.access().mayPublish(client, room)) {
        reject(client, forbidden(id, QStringLiteral("you may not publish in this room")));
        return;
    }
    m_clients.publish(room, m_clients.makeRequester(client, size, id), {{}, std::move(request.content)});
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, JoinRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(client, request.room);
    if (!mayAsk(client, id, room))
        return;
    const qint64 most = m_rules.hub.maxRoomsPerConnection;
    if (!client.hasRequested(room) && most > 0 && client.requestedRooms >= most) {
        reject(client, {EnvelopeErrorCode::RoomLimit,
                        QStringLiteral("a connection can be in %1 rooms").arg(most), "room", id});
        return;
    }
    client.connection->charge(JoinPrice);
    // A replay keeps its credit until it is sent, so a peer that does not read has few of them.
    const qint64 credit = request.since ? ReplayCredit : 0;
    const qint64 reserve = request.since ? MaxHistoryPage : 0;
    m_clients.join(client, room, m_clients.makeRequester(client, size + credit, id, reserve), request.since,
                   false);
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, LeaveRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(client, request.room);
    if (!client.hasRequested(room)) {
        reject(client, notInRoom(id));
        return;
    }
    client.connection->charge(LeavePrice);
    m_clients.leave(client, room, m_clients.makeRequester(client, size, id));
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, DirectRequest &request,
                                    qsizetype size)
{
    const std::size_t shard = m_link.shardOf(request.to);
    m_link.request(shard,
                   DirectPublish{m_clients.makeRequester(client, size, id), client.connection->info().user,
                                 std::move(request.to), std::move(request.content)});
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, PresenceRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(client, request.room);
    if (!mayAsk(client, id, room))
        return;
    client.connection->charge(PresencePrice);
    m_link.request(
        m_link.shardOf(room),
        PresenceQuery{m_clients.makeRequester(client, size, id, TypicalPresence), room, std::move(request)});
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, HistoryRequest &request,
                                    qsizetype size)
{
    const QString room = roomOf(client, request.room);
    if (!mayAsk(client, id, room))
        return;
    const qint64 reserve = client.connection->answerCost(MaxHistoryPage);
    m_link.request(m_link.shardOf(room), HistoryQuery{m_clients.makeRequester(client, size, id, reserve),
                                                      room, std::move(request)});
}

void EnvelopeRequestHandler::handle(LocalClient &client, const QByteArray &id, PingRequest &, qsizetype)
{
    m_clients.sendEnvelope(client, envelope::pong(id));
}

//! Whether \a client may be told about \a room: it is in, or may join. Else it is not told either whether there is one.
bool EnvelopeRequestHandler::mayAsk(LocalClient &client, const QByteArray &id, const QString &room)
{
    if (client.hasRequested(room) || m_clients.access().mayJoin(client, room))
        return true;
    reject(client, forbidden(id, QStringLiteral("you may not join this room")));
    return false;
}

void EnvelopeRequestHandler::reject(LocalClient &client, const EnvelopeError &error)
{
    QString text = QString::fromLatin1(errorName(error.code));
    if (const QByteArray &about = error.found.isEmpty() ? error.field : error.found; !about.isEmpty())
        text += QStringLiteral(": ") + QString::fromUtf8(about.left(4 * MaxEventText));
    client.connection->note(ConnectionEventKind::ErrorAnswered, text);
    m_clients.sendEnvelope(client, envelope::error(error));
}

void EnvelopeRequestHandler::countBad(LocalClient &client, const EnvelopeError &error)
{
    const TimePoint now = m_loop.now();
    std::erase_if(client.badEnvelopes, [now](TimePoint at) { return now - at >= BadTime; });
    client.badEnvelopes.push_back(now);
    if (client.badEnvelopes.size() >= MaxBad)
        client.connection->close(
            CloseReason::of(Cause::BadEnvelopes),
            {.detail = errorName(error.code), .size = qint64(client.badEnvelopes.size())});
}

} // namespace signalbox

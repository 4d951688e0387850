#include "core/hub/localclients.h"

#include "core/hub/backpressure.h"
#include "core/hub/enveloperequesthandler.h"
#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
#include "core/hub/readervotes.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

#include <utility>

namespace signalbox {

namespace {

// Changing the list of rooms of a connection takes time in proportion to its length. A list that the default limit
// allows takes less than the join.
constexpr qsizetype FreeListedRooms = 128;

constexpr qint64 RequestOverhead = 512; // bytes, roughly, of a queued request beside what it carries

} // namespace

LocalClients::LocalClients(ConnectionEvents &events, HubLink &link, const HubRules &rules,
                           EnvelopeRequestHandler &requestHandler, ServerCounters &counters)
    : m_link(link)
    , m_rules(rules)
    , m_requestHandler(requestHandler)
    , m_counters(counters)
    , m_access(rules)
    , m_replays(link, counters)
{
    connect(&events, &ConnectionEvents::messageReceived, this, &LocalClients::receive);
    connect(&events, &ConnectionEvents::messageDropped, this, &LocalClients::refuseTooFast);
    connect(&events, &ConnectionEvents::closed, this, &LocalClients::remove);
    connect(&events, &ConnectionEvents::behindChanged, this, &LocalClients::reportBehind);
}

LocalClients::~LocalClients() = default;

void LocalClients::add(Connection *connection, const ClientTerms &terms)
{
    LocalClient &client = m_clients[connection->id()];
    client.connection = connection;
    client.terms = terms;
    if (connection->isIdentified())
        enter(client);
    else
        connection->editRooms() = JoinedRooms::none();
    m_requestHandler.auth().connected(client);
}

void LocalClients::enter(LocalClient &client)
{
    const ConnectionInfo &info = client.connection->info();
    m_link.request(m_link.shardOf(info.user),
                   UserConnected{info.user, {info.id, m_link.thread(), client.terms.dialect}});
    if (client.terms.kind != RouteKind::Room)
        return;
    if (m_access.mayJoin(client, info.room))
        join(client, info.room, makeRequester(client, 0), {}, true);
    else // the rules have changed since the handshake
        client.connection->closeInTime(CloseReason::of(Cause::RoomForbidden));
}

void LocalClients::identify(LocalClient &client, Identity identity)
{
    Connection &connection = *client.connection;
    const QString before = connection.info().user;
    connection.setIdentity(std::move(identity));
    RoomAccess::tokenChanged(client);
    Q_EMIT identityChanged(&connection, before);
}

LocalClient *LocalClients::find(ConnectionId client)
{
    const auto found = m_clients.find(client);
    return found == m_clients.end() ? nullptr : &found->second;
}

void LocalClients::remove(Connection *connection, const ConnectionEnd &end)
{
    LocalClient *client = find(connection->id());
    if (!client)
        return; // not a client of the hub
    m_replays.remove(connection->id());
    m_requestHandler.auth().disconnected(*client);
    // The list is emptied first: a shard on this thread answers during the loop.
    for (const auto &[name, room] : std::exchange(client->rooms, {})) {
        if (room.isSubscribed)
            removeFrom(name, *client, room);
        if (room.isRequested)
            m_link.request(m_link.shardOf(name),
                           RoomLeave{{connection->id(), m_link.thread(), 0, {}}, name, true});
    }
    const QString &user = connection->info().user;
    if (!user.isEmpty())
        m_link.request(m_link.shardOf(user), UserDisconnected{user, connection->id()});
    m_clients.erase(connection->id());
    Q_EMIT departed(connection, end);
}

// One notice for many messages: a client that sends too fast is not to be sent as much.
void LocalClients::refuseTooFast(Connection *connection, Opcode opcode, const QByteArray &payload,
                                 Milliseconds wait, bool isFirst)
{
    LocalClient *client = find(connection->id());
    if (!client || client->terms.dialect != Dialect::Envelope)
        return;
    if (isFirst)
        sendEnvelope(*client,
                     envelope::notice({.kind = envelope::Notice::Kind::Rate,
                                       .text = QStringLiteral("you send too fast; messages are dropped")}));
    if (opcode == Opcode::Text)
        m_requestHandler.refuseTooFast(*client, payload, wait);
}

// The shards only take note of it: this is called during a write.
void LocalClients::reportBehind(Connection *connection, bool isBehind)
{
    const LocalClient *client = find(connection->id());
    if (!client)
        return; // not a client of the hub
    for (const auto &[name, room] : client->rooms) {
        if (room.isSubscribed)
            m_link.request(m_link.shardOf(name), ReaderBehindChanged{connection->id(), name, isBehind});
    }
}

// ---- requests to the shards

Requester LocalClients::makeRequester(LocalClient &client, qint64 requestSize, const QByteArray &requestId,
                                      qint64 reserve)
{
    const qint64 credit = requestSize + RequestOverhead;
    client.connection->addInFlight(credit);
    if (reserve > 0)
        client.connection->charge(reserve);
    return {client.connection->id(), m_link.thread(), credit, requestId, reserve};
}

void LocalClients::join(LocalClient &client, const QString &room, Requester &&requester,
                        const std::optional<StreamPosition> &since, bool isFirst)
{
    ClientRoom &joined = client.room(room);
    client.setRequested(joined, true);
    ++joined.pendingJoins;
    const ConnectionInfo &info = client.connection->info();
    RoomJoin request{std::move(requester),
                     room,
                     {info.id, info.user, m_link.thread(), client.terms.dialect, false,
                      voterOf(info.countedAddress(), m_rules.limits.includeLoopback)},
                     since,
                     isFirst};
    if (!request.requester.isOperator)
        request.creator = info.countedAddress();
    m_link.request(m_link.shardOf(room), std::move(request));
}

void LocalClients::leave(LocalClient &client, const QString &room, Requester &&requester)
{
    client.setRequested(client.room(room), false);
    client.forgetUnused(room);
    m_link.request(m_link.shardOf(room), RoomLeave{std::move(requester), room});
}

void LocalClients::publish(const QString &room, Requester &&requester, Publication &&publication)
{
    m_link.request(m_link.shardOf(room),
                   RoomPublish{std::move(requester), room, std::move(publication), Clock::now()});
}

void LocalClients::receive(Connection *from, Opcode opcode, const QByteArray &payload)
{
    LocalClient *client = find(from->id());
    if (!client)
        return;               // not a client of the hub
    if (from->isIdentified()) // else it holds a token
        Q_EMIT messageTaken(from, opcode, payload);
    countIn(opcode, payload.size());
    if (client->terms.kind == RouteKind::Echo) {
        logReceived(*from, opcode, payload, {});
        echo(*from, opcode, payload);
        return;
    }
    if (client->terms.dialect == Dialect::Envelope) {
        m_requestHandler.take(*client, opcode, payload);
        return;
    }
    logReceived(*from, opcode, payload, from->info().room);
    if (client->hasRequested(from->info().room) && !m_access.mayPublish(*client, from->info().room)) {
        from->closeInTime(CloseReason::of(Cause::PublishForbidden));
        return;
    }
    PreparedMessage message(opcode, payload);
    Requester requester = makeRequester(*client, message.frame().size());
    publish(from->info().room, std::move(requester), {std::move(message), {}});
}

void LocalClients::logReceived(const Connection &from, Opcode opcode, const QByteArray &payload,
                               const QString &room)
{
    if (m_tap && m_tap->wants(&from, payload.size()))
        m_tap->add(receivedEntry(from, opcode, payload, room));
}

void LocalClients::echo(Connection &to, Opcode opcode, const QByteArray &payload)
{
    const PreparedMessage message(opcode, payload);
    const bool isQueued = to.sendAlone(message);
    countOut(message, isQueued ? 1 : 0);
    if (isQueued && m_tap && m_tap->wants(&to, payload.size()))
        m_tap->add(sentEntry(to, opcode, payload, false));
}

// ---- deliveries of the shards

void LocalClients::handle(RoomDelivery &&delivery)
{
    const RoomBroadcast &message = *delivery.broadcast;
    const auto room = m_rooms.find(message.room);
    if (room != m_rooms.end()) {
        LocalClient *exceptClient = message.except.isNull() ? nullptr : find(message.except);
        const Connection *except = exceptClient ? exceptClient->connection : nullptr;
        if (!message.plain.isNull())
            countOut(message.plain, room->second.send(LocalRoom::Group::Plain, message.plain, except));
        if (!message.envelope.isNull()) {
            countOut(message.envelope, message.isHint ? room->second.sendHint(message.envelope, except)
                                                      : room->second.send(LocalRoom::Group::Envelope,
                                                                          message.envelope, except));
        }
    }
    if (message.receivedAt)
        m_counters.fanout.record(Clock::now() - *message.receivedAt);
    const Requester &publisher = message.requester;
    if (publisher.credit > 0 && publisher.thread == m_link.thread()) {
        if (const LocalClient *client = message.growth > 0 ? find(publisher.client) : nullptr)
            client->connection->charge(message.growth);
        answer(publisher, publisher.id.isEmpty()
                              ? QByteArray()
                              : envelope::messageAck(publisher.id, message.room, message.seq));
    }
    release(delivery.cost);
}

void LocalClients::handle(DirectDelivery &&delivery)
{
    for (const ConnectionId id : delivery.broadcast->clients) {
        LocalClient *client = find(id);
        if (!client)
            continue;
        const PreparedMessage &message = client->terms.dialect == Dialect::Plain
                                             ? delivery.broadcast->plain
                                             : delivery.broadcast->envelope;
        countOut(message, client->connection->send(message) ? 1 : 0);
    }
    release(delivery.cost);
}

void LocalClients::release(const DeliveryCost &cost)
{
    if (cost.backpressure && cost.backpressure->remove(cost.bytes))
        m_link.request(cost.shard, ResumePublishing());
}

void LocalClients::handle(JoinResult &&result)
{
    LocalClient *client = find(result.requester.client);
    if (!client) // it has left meanwhile; its RoomLeave follows the join
        return;
    ClientRoom &room = client->room(result.room);
    --room.pendingJoins;
    if (!std::exchange(room.isSubscribed, true)) {
        LocalRoom &members = m_rooms[result.room];
        room.position = members.add(client->connection, groupOf(*client, room));
        recordJoin(*client, members, result);
        if (client->connection->isBehind())
            m_link.request(m_link.shardOf(result.room),
                           ReaderBehindChanged{client->connection->id(), result.room, true});
    }
    if (result.openingPrice > 0)
        client->connection->charge(result.openingPrice);
    if (result.replay) {
        startReplay(*client, room, std::move(result));
        return;
    }
    const ConnectionInfo &info = client->connection->info();
    const StreamPosition &position = result.position;
    if (result.isFirst)
        answer(result.requester, m_requestHandler.welcome(*client, position.epoch));
    else if (result.requester.isOperator)
        answer(result.requester, envelope::joined(result.room, info.user, info.id));
    else
        answer(result.requester,
               envelope::joinAck(result.requester.id, result.room, position.epoch, position.seq));
}

void LocalClients::recordJoin(LocalClient &client, LocalRoom &room, const JoinResult &result)
{
    Connection &connection = *client.connection;
    if (result.isFirst && connection.rooms().list().empty()) {
        connection.editRooms() = room.onlyRoom(result.room);
        return;
    }
    const RoomEntry entry = result.isFirst                ? RoomEntry::Path
                            : result.requester.isOperator ? RoomEntry::Operator
                                                          : RoomEntry::Request;
    connection.editRooms().add(result.room, entry);
    connection.note(ConnectionEventKind::Joined, result.room, qint64(entry));
    chargeForList(connection);
}

void LocalClients::chargeForList(Connection &connection)
{
    if (const auto listed = qsizetype(connection.rooms().list().size()); listed > FreeListedRooms)
        connection.charge(listed);
}

//! The credit of the join is returned at the end of its replay.
void LocalClients::startReplay(LocalClient &client, ClientRoom &room, JoinResult &&result)
{
    const StreamPosition &head = result.position;
    sendEnvelope(client, envelope::joinAck(result.requester.id, result.room, head.epoch, head.seq));
    if (m_replays.start(*client.connection, std::move(result.requester), result.room, head, *result.replay))
        setReplays(client, result.room, room, room.replays + 1);
}

void LocalClients::handle(ReplayChunk &&chunk)
{
    const ConnectionId id = chunk.client;
    const std::optional<QString> room = m_replays.handle(std::move(chunk));
    if (!room)
        return;
    LocalClient &client = *find(id);
    ClientRoom &state = client.room(*room);
    setReplays(client, *room, state, state.replays - 1);
}

//! Changes the number of replays that publications of the room \a name wait for.
void LocalClients::setReplays(LocalClient &client, const QString &name, ClientRoom &room, int replays)
{
    const bool wasReplaying = std::exchange(room.replays, quint16(replays)) > 0;
    if (wasReplaying == (replays > 0))
        return;
    ClientRoom before = room;
    before.replays = wasReplaying ? 1 : 0;
    removeFrom(name, client, before);
    room.position = m_rooms[name].add(client.connection, groupOf(client, room));
}

LocalRoom::Group LocalClients::groupOf(const LocalClient &client, const ClientRoom &room)
{
    return room.replays > 0 ? LocalRoom::Group::Replaying : LocalRoom::groupOf(client.terms.dialect);
}

void LocalClients::handle(JoinRejection &&rejection)
{
    LocalClient *client = find(rejection.requester.client);
    if (!client)
        return;
    ClientRoom &room = client->room(rejection.room);
    if (--room.pendingJoins == 0) // else a later join decides
        client->setRequested(room, false);
    client->forgetUnused(rejection.room);
    if (rejection.limit)
        Q_EMIT roomRefused(client->connection, rejection.limit);
    // A connection that cannot be in the room of its path is of no use.
    if (rejection.isFirst)
        client->connection->close(CloseReason::of(Cause::Overloaded),
                                  {.detail = rejection.limit ? rejection.limit : ""});
    client->connection->note(ConnectionEventKind::ErrorAnswered,
                             QString::fromLatin1(errorName(rejection.code)) + QStringLiteral(": ") +
                                 rejection.room);
    answer(rejection.requester,
           envelope::error({rejection.code, rejection.text, "room", rejection.requester.id,
                            rejection.code == EnvelopeErrorCode::Unavailable ? std::optional(UnavailableRetry)
                                                                             : std::nullopt}));
}

void LocalClients::handle(LeaveResult &&result)
{
    LocalClient *client = find(result.requester.client);
    if (!client)
        return;
    unsubscribe(*client, result.room, result.seq);
    const ConnectionInfo &info = client->connection->info();
    answer(result.requester, result.requester.isOperator ? envelope::left(result.room, info.user, info.id)
                                                         : envelope::ack(result.requester.id));
}

void LocalClients::handle(Answer &&delivery)
{
    answer(delivery.requester, delivery.message);
}

void LocalClients::unsubscribe(LocalClient &client, const QString &room, quint64 seq)
{
    ClientRoom &state = client.room(room);
    const ClientRoom before = state;
    state.isSubscribed = false;
    state.replays = 0;
    client.forgetUnused(room);
    if (!before.isSubscribed)
        return;
    removeFrom(room, client, before);
    client.connection->editRooms().remove(room);
    client.connection->note(ConnectionEventKind::Left, room);
    chargeForList(*client.connection);
    m_replays.limit(client.connection->id(), room, seq);
}

void LocalClients::removeFrom(const QString &name, const LocalClient &client, const ClientRoom &room)
{
    const auto found = m_rooms.find(name);
    if (const Connection *moved = found->second.remove(room.position, groupOf(client, room)))
        find(moved->id())->room(name).position = room.position;
    if (found->second.isEmpty())
        m_rooms.erase(found);
}

void LocalClients::answer(const Requester &requester, const QByteArray &message)
{
    LocalClient *client = find(requester.client);
    if (!client)
        return;
    client->connection->removeInFlight(requester.credit);
    if (requester.reserved > 0)
        client->connection->charge(-requester.reserved);
    if (!message.isEmpty() && client->terms.dialect == Dialect::Envelope)
        sendEnvelope(*client, message);
}

void LocalClients::sendEnvelope(LocalClient &client, const QByteArray &message)
{
    const PreparedMessage prepared(Opcode::Text, message);
    const Connection &connection = *client.connection;
    const bool isQueued = client.connection->sendAnswer(prepared);
    countOut(prepared, isQueued ? 1 : 0);
    if (isQueued && m_tap && m_tap->wants(&connection, message.size()))
        m_tap->add(sentEntry(connection, Opcode::Text, message, true));
}

// ---- messages of the server itself

quint32 LocalClients::sendToAll(const ServerMessage &message)
{
    const PreparedMessage plain = message.plain();
    const PreparedMessage notice = message.notice(wallNow());
    quint32 accepted = 0;
    for (const auto &[id, client] : m_clients) {
        if (!client.connection->isIdentified())
            continue;
        const bool isPlain = client.terms.dialect == Dialect::Plain;
        accepted += client.connection->send(isPlain ? plain : notice) ? 1 : 0;
    }
    countOut(plain, accepted);
    return accepted;
}

bool LocalClients::sendTo(ConnectionId id, const ServerMessage &message)
{
    LocalClient *client = find(id);
    if (!client || !client->connection->isIdentified())
        return false;
    const bool isPlain = client->terms.dialect == Dialect::Plain;
    const PreparedMessage sent = isPlain ? message.plain() : message.direct(wallNow());
    const Connection &connection = *client->connection;
    const bool isQueued = client->connection->sendAlone(sent);
    countOut(message.publication.plain.isNull() ? sent : message.publication.plain, isQueued ? 1 : 0);
    if (isQueued && m_tap && m_tap->wants(&connection, sent.payload().size()))
        m_tap->add(sentEntry(connection, sent, !isPlain));
    return isQueued;
}

// ---- counters

void LocalClients::countIn(Opcode opcode, qint64 size)
{
    m_counters.in.add(opcode == Opcode::Text, size);
}

void LocalClients::countOut(const PreparedMessage &message, quint32 recipients)
{
    m_counters.out.add(message.opcode() == Opcode::Text, message.payload().size(), recipients);
}

} // namespace signalbox

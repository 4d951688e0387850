#include "core/hub/localclients.h"

#include "core/hub/enveloperequesthandler.h"
#include "core/hub/hub.h"
#include "core/hub/messagetap.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

#include <utility>

namespace signalbox {

namespace {

constexpr qint64 OrderOverhead = 512; // bytes, roughly, of an order on its way beside what it carries

//! What the server says to one connection, for one with an envelope.
PreparedMessage directOf(const PreparedMessage &message)
{
    const EnvelopeContent content = contentOf(message);
    return PreparedMessage(Opcode::Text, envelope::direct({}, {}, content, wallNow()));
}

//! What the server says to everybody. A notice is for people to read; bytes are not.
PreparedMessage noticeOf(const PreparedMessage &message)
{
    if (message.opcode() != Opcode::Text)
        return directOf(message);
    return PreparedMessage(Opcode::Text, envelope::notice({envelope::Notice::Kind::Admin,
                                                           QString::fromUtf8(message.payload())}));
}

} // namespace

LocalClients::LocalClients(ConnectionEvents &events, HubLink &link, const HubRules &rules,
                           EnvelopeRequestHandler &requestHandler, ServerCounters &counters)
    : m_link(link)
    , m_rules(rules)
    , m_requestHandler(requestHandler)
    , m_counters(counters)
{
    connect(&events, &ConnectionEvents::messageReceived, this, &LocalClients::take);
    connect(&events, &ConnectionEvents::closed, this, &LocalClients::remove);
}

LocalClients::~LocalClients() = default;

void LocalClients::add(Connection *connection, const ClientTerms &terms)
{
    LocalClient &member = m_clients[connection->id()];
    member = {connection, terms, {}, {}};
    const ConnectionInfo &info = connection->info();
    m_link.run(m_link.shardOf(info.user), [user = info.user, at = UserConnection{info.id, m_link.thread()}](
                                              Hub &home) { home.userShard().arrive(user, at); });
    if (terms.kind == RouteKind::Room)
        join(member, info.room, makeRequester(member, 0), {}, true);
}

LocalClient *LocalClients::find(ConnectionId client)
{
    const auto found = m_clients.find(client);
    return found == m_clients.end() ? nullptr : &found->second;
}

void LocalClients::remove(Connection *connection, const ConnectionEnd &end)
{
    LocalClient *member = find(connection->id());
    if (!member)
        return; // that of another
    // Taken away first: a home on this thread answers at once.
    for (const ClientRoom &room : std::exchange(member->rooms, {})) {
        if (room.isSubscribed)
            removeFrom(room.name, *member);
        if (!room.isRequested)
            continue;
        m_link.run(m_link.shardOf(room.name),
                   [order = LeaveOrder{{connection->id(), m_link.thread(), 0, {}}, room.name}](Hub &home) {
                       home.roomShard().leave(order);
                   });
    }
    const QString &user = connection->info().user;
    m_link.run(m_link.shardOf(user),
               [user, client = connection->id()](Hub &home) { home.userShard().depart(user, client); });
    m_clients.erase(connection->id());
    Q_EMIT departed(connection, end);
}

// ---- to the shards

Requester LocalClients::makeRequester(LocalClient &member, qint64 requestSize, const QByteArray &requestId)
{
    const qint64 credit = requestSize + OrderOverhead;
    member.connection->addInFlight(credit);
    return {member.connection->id(), m_link.thread(), credit, requestId};
}

void LocalClients::join(LocalClient &member, const QString &room, const Requester &requester,
                        const std::optional<StreamPosition> &since, bool isFirst)
{
    ClientRoom &joining = member.room(room);
    joining.isRequested = true;
    ++joining.joins;
    const ConnectionInfo &info = member.connection->info();
    m_link.run(m_link.shardOf(room),
               [order = JoinOrder{requester,
                                  room,
                                  {info.id, info.user, m_link.thread(), member.terms.dialect},
                                  since,
                                  isFirst}](Hub &home) { home.roomShard().join(order); });
}

void LocalClients::leave(LocalClient &member, const QString &room, const Requester &requester)
{
    member.room(room).isRequested = false;
    member.forgetUnused();
    m_link.run(m_link.shardOf(room),
               [order = LeaveOrder{requester, room}](Hub &home) { home.roomShard().leave(order); });
}

void LocalClients::publish(const QString &room, Requester &&requester, Publication &&publication)
{
    m_link.run(m_link.shardOf(room),
               [order = PublishOrder{std::move(requester), room, std::move(publication), Clock::now()}](
                   Hub &home) { home.roomShard().publish(order); });
}

void LocalClients::take(Connection *from, Opcode opcode, const QByteArray &payload)
{
    LocalClient *found = find(from->id());
    if (!found)
        return; // that of another
    Q_EMIT messageTaken(from, opcode, payload);
    countIn(opcode, payload.size());
    LocalClient &member = *found;
    if (member.terms.kind == RouteKind::Echo) {
        echo(*from, opcode, payload);
        return;
    }
    if (member.terms.dialect == Dialect::Envelope) {
        m_requestHandler.take(member, opcode, payload);
        return;
    }
    PreparedMessage message(opcode, payload);
    Requester requester = makeRequester(member, message.frame().size());
    publish(from->info().room, std::move(requester), {std::move(message), {}});
}

void LocalClients::echo(Connection &to, Opcode opcode, const QByteArray &payload)
{
    const PreparedMessage message(opcode, payload);
    const quint32 recipients = to.send(message) ? 1 : 0;
    countOut(message, recipients);
    if (m_tap)
        m_tap->messageIn({to.id(), to.info().user, {}, 0}, opcode, payload, recipients);
}

// ---- from the shards

void LocalClients::enter(const Entry &entry)
{
    LocalClient *member = find(entry.requester.client);
    if (!member) // it has left meanwhile, and the home learns so behind its join
        return;
    ClientRoom &room = member->room(entry.room);
    --room.joins;
    if (!std::exchange(room.isSubscribed, true))
        m_rooms[entry.room].add(member->connection, member->terms.dialect);
    const ConnectionInfo &info = member->connection->info();
    if (entry.isFirst)
        answer(entry.requester, m_requestHandler.welcome(*member, entry.epoch));
    else if (entry.requester.isOperator)
        answer(entry.requester, envelope::joined(entry.room, info.user, info.id));
    else
        answer(entry.requester, envelope::joinAck(entry.requester.id, entry.room, entry.epoch, entry.seq));
    if (!entry.replay.isNull() && member->connection->sendReplay(entry.replay))
        countOut(entry.replay, 1);
}

void LocalClients::reject(const Requester &requester, const QString &room, bool isFirst)
{
    LocalClient *member = find(requester.client);
    if (!member)
        return;
    ClientRoom &refused = member->room(room);
    if (--refused.joins == 0) // else a later join decides
        refused.isRequested = false;
    member->forgetUnused();
    // Without the room of its path a connection has no business here.
    if (isFirst)
        member->connection->close(CloseReason::of(Cause::Overloaded));
    answer(requester, envelope::error({EnvelopeErrorCode::RoomLimit,
                                       QStringLiteral("there is no place left for this room or in it"),
                                       "room", requester.id}));
}

void LocalClients::exit(const Requester &requester, const QString &room)
{
    LocalClient *member = find(requester.client);
    if (!member)
        return;
    unsubscribe(*member, room);
    const ConnectionInfo &info = member->connection->info();
    answer(requester,
           requester.isOperator ? envelope::left(room, info.user, info.id) : envelope::ack(requester.id));
}

void LocalClients::unsubscribe(LocalClient &member, const QString &room)
{
    const bool isSubscribed = std::exchange(member.room(room).isSubscribed, false);
    member.forgetUnused();
    if (isSubscribed)
        removeFrom(room, member);
}

void LocalClients::removeFrom(const QString &room, const LocalClient &member)
{
    const auto found = m_rooms.find(room);
    found->second.remove(member.connection, member.terms.dialect);
    if (found->second.isEmpty())
        m_rooms.erase(found);
}

void LocalClients::deliver(const Delivery &delivery)
{
    const auto room = m_rooms.find(delivery.room);
    if (room != m_rooms.end()) {
        LocalClient *except = delivery.except.isNull() ? nullptr : find(delivery.except);
        const Connection *left = except ? except->connection : nullptr;
        if (!delivery.plain.isNull())
            countOut(delivery.plain, room->second.send(Dialect::Plain, delivery.plain, left));
        if (!delivery.envelope.isNull())
            countOut(delivery.envelope, room->second.send(Dialect::Envelope, delivery.envelope, left));
    }
    if (delivery.takenAt)
        m_counters.fanout.record(Clock::now() - *delivery.takenAt);
    if (delivery.requester.credit == 0 || delivery.requester.thread != m_link.thread())
        return;
    answer(delivery.requester,
           delivery.requester.id.isEmpty()
               ? QByteArray()
               : envelope::messageAck(delivery.requester.id, delivery.room, delivery.seq));
}

void LocalClients::deliverDirect(const DirectDelivery &delivery)
{
    for (const ConnectionId client : delivery.clients) {
        LocalClient *member = find(client);
        if (!member)
            continue;
        const PreparedMessage &message =
            member->terms.dialect == Dialect::Plain ? delivery.plain : delivery.envelope;
        countOut(message, member->connection->send(message) ? 1 : 0);
    }
}

void LocalClients::answer(const Requester &requester, const QByteArray &message)
{
    LocalClient *member = find(requester.client);
    if (!member)
        return;
    member->connection->removeInFlight(requester.credit);
    if (!message.isEmpty() && member->terms.dialect == Dialect::Envelope)
        tell(*member, message);
}

void LocalClients::tell(LocalClient &member, const QByteArray &message)
{
    const PreparedMessage prepared(Opcode::Text, message);
    countOut(prepared, member.connection->sendAnswer(prepared) ? 1 : 0);
}

// ---- the server itself

quint32 LocalClients::sendToAll(const PreparedMessage &message)
{
    const PreparedMessage notice = noticeOf(message);
    quint32 taken = 0;
    for (const auto &[id, member] : m_clients) {
        const bool isPlain = member.terms.dialect == Dialect::Plain;
        taken += member.connection->send(isPlain ? message : notice) ? 1 : 0;
    }
    countOut(message, taken);
    return taken;
}

bool LocalClients::sendTo(ConnectionId client, const PreparedMessage &message)
{
    LocalClient *member = find(client);
    if (!member)
        return false;
    const bool isPlain = member->terms.dialect == Dialect::Plain;
    const bool isTaken = member->connection->send(isPlain ? message : directOf(message));
    countOut(message, isTaken ? 1 : 0);
    if (m_tap) {
        const ConnectionInfo &info = member->connection->info();
        m_tap->messageOut({info.id, info.user, info.room, 0}, message.opcode(), message.payload(),
                          isTaken ? 1 : 0);
    }
    return isTaken;
}

void LocalClients::countIn(Opcode opcode, qint64 size)
{
    m_counters.in.add(opcode == Opcode::Text, size);
}

void LocalClients::countOut(const PreparedMessage &message, quint32 recipients)
{
    m_counters.out.add(message.opcode() == Opcode::Text, message.payload().size(), recipients);
}

} // namespace signalbox

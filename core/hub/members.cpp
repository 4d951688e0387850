#include "core/hub/members.h"

#include "core/hub/envelopedesk.h"
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

Members::Members(ConnectionEvents &events, HubLink &link, const HubRules &rules, EnvelopeDesk &desk,
                 ServerCounters &counters)
    : m_link(link)
    , m_rules(rules)
    , m_desk(desk)
    , m_counters(counters)
{
    connect(&events, &ConnectionEvents::messageReceived, this, &Members::take);
    connect(&events, &ConnectionEvents::closed, this, &Members::remove);
}

Members::~Members() = default;

void Members::add(Connection *connection, const MemberTerms &terms)
{
    Member &member = m_members[connection->id()];
    member = {connection, terms, {}, {}};
    const ConnectionInfo &info = connection->info();
    m_link.run(m_link.homeOf(info.user), [user = info.user, at = UserConnection{info.id, m_link.thread()}](
                                             Hub &home) { home.users().arrive(user, at); });
    if (terms.kind == RouteKind::Room)
        join(member, info.room, askFor(member, 0), {}, true);
}

Member *Members::find(ConnectionId client)
{
    const auto found = m_members.find(client);
    return found == m_members.end() ? nullptr : &found->second;
}

void Members::remove(Connection *connection, const ConnectionEnd &end)
{
    Member *member = find(connection->id());
    if (!member)
        return; // that of another
    // Taken away first: a home on this thread answers at once.
    for (const MemberRoom &room : std::exchange(member->rooms, {})) {
        if (room.isHeard)
            removeFrom(room.name, *member);
        if (!room.isAskedFor)
            continue;
        m_link.run(m_link.homeOf(room.name),
                   [order = LeaveOrder{{connection->id(), m_link.thread(), 0, {}}, room.name}](Hub &home) {
                       home.homes().leave(order);
                   });
    }
    const QString &user = connection->info().user;
    m_link.run(m_link.homeOf(user),
               [user, client = connection->id()](Hub &home) { home.users().depart(user, client); });
    m_members.erase(connection->id());
    Q_EMIT departed(connection, end);
}

// ---- to the homes

Asker Members::askFor(Member &member, qint64 requestSize, const QByteArray &requestId)
{
    const qint64 credit = requestSize + OrderOverhead;
    member.connection->addInFlight(credit);
    return {member.connection->id(), m_link.thread(), credit, requestId};
}

void Members::join(Member &member, const QString &room, const Asker &asker, const std::optional<Since> &since,
                   bool isFirst)
{
    MemberRoom &joining = member.room(room);
    joining.isAskedFor = true;
    ++joining.joins;
    const ConnectionInfo &info = member.connection->info();
    m_link.run(m_link.homeOf(room),
               [order = JoinOrder{asker,
                                  room,
                                  {info.id, info.user, m_link.thread(), member.terms.dialect},
                                  since,
                                  isFirst}](Hub &home) { home.homes().join(order); });
}

void Members::leave(Member &member, const QString &room, const Asker &asker)
{
    member.room(room).isAskedFor = false;
    member.forgetUnused();
    m_link.run(m_link.homeOf(room),
               [order = LeaveOrder{asker, room}](Hub &home) { home.homes().leave(order); });
}

void Members::publish(const QString &room, Asker &&asker, Saying &&saying)
{
    m_link.run(m_link.homeOf(room),
               [order = PublishOrder{std::move(asker), room, std::move(saying), Clock::now()}](Hub &home) {
                   home.homes().publish(order);
               });
}

void Members::take(Connection *from, Opcode opcode, const QByteArray &payload)
{
    Member *found = find(from->id());
    if (!found)
        return; // that of another
    Q_EMIT messageTaken(from, opcode, payload);
    countIn(opcode, payload.size());
    Member &member = *found;
    if (member.terms.kind == RouteKind::Echo) {
        echo(*from, opcode, payload);
        return;
    }
    if (member.terms.dialect == Dialect::Envelope) {
        m_desk.take(member, opcode, payload);
        return;
    }
    PreparedMessage message(opcode, payload);
    Asker asker = askFor(member, message.frame().size());
    publish(from->info().room, std::move(asker), {std::move(message), {}});
}

void Members::echo(Connection &to, Opcode opcode, const QByteArray &payload)
{
    const PreparedMessage message(opcode, payload);
    const quint32 recipients = to.send(message) ? 1 : 0;
    countOut(message, recipients);
    if (m_tap)
        m_tap->messageIn({to.id(), to.info().user, {}, 0}, opcode, payload, recipients);
}

// ---- from the homes

void Members::enter(const Entry &entry)
{
    Member *member = find(entry.asker.client);
    if (!member) // it has left meanwhile, and the home learns so behind its join
        return;
    MemberRoom &room = member->room(entry.room);
    --room.joins;
    if (!std::exchange(room.isHeard, true))
        m_rooms[entry.room].add(member->connection, member->terms.dialect);
    const ConnectionInfo &info = member->connection->info();
    if (entry.isFirst)
        answer(entry.asker, m_desk.welcome(*member, entry.epoch));
    else if (entry.asker.isOperator)
        answer(entry.asker, envelope::joined(entry.room, info.user, info.id));
    else
        answer(entry.asker, envelope::joinAck(entry.asker.id, entry.room, entry.epoch, entry.seq));
    if (!entry.replay.isNull() && member->connection->sendReplay(entry.replay))
        countOut(entry.replay, 1);
}

void Members::turnAway(const Asker &asker, const QString &room, bool isFirst)
{
    Member *member = find(asker.client);
    if (!member)
        return;
    MemberRoom &refused = member->room(room);
    if (--refused.joins == 0) // else a later join decides
        refused.isAskedFor = false;
    member->forgetUnused();
    // Without the room of its path a connection has no business here.
    if (isFirst)
        member->connection->close(CloseReason::of(Cause::Overloaded));
    answer(asker, envelope::error({EnvelopeErrorCode::RoomLimit,
                                   QStringLiteral("there is no place left for this room or in it"), "room",
                                   asker.id}));
}

void Members::exit(const Asker &asker, const QString &room)
{
    Member *member = find(asker.client);
    if (!member)
        return;
    stopHearing(*member, room);
    const ConnectionInfo &info = member->connection->info();
    answer(asker, asker.isOperator ? envelope::left(room, info.user, info.id) : envelope::ack(asker.id));
}

void Members::stopHearing(Member &member, const QString &room)
{
    const bool isHeard = std::exchange(member.room(room).isHeard, false);
    member.forgetUnused();
    if (isHeard)
        removeFrom(room, member);
}

void Members::removeFrom(const QString &room, const Member &member)
{
    const auto found = m_rooms.find(room);
    found->second.remove(member.connection, member.terms.dialect);
    if (found->second.isEmpty())
        m_rooms.erase(found);
}

void Members::deliver(const Delivery &delivery)
{
    const auto room = m_rooms.find(delivery.room);
    if (room != m_rooms.end()) {
        Member *except = delivery.except.isNull() ? nullptr : find(delivery.except);
        const Connection *left = except ? except->connection : nullptr;
        if (!delivery.plain.isNull())
            countOut(delivery.plain, room->second.send(Dialect::Plain, delivery.plain, left));
        if (!delivery.envelope.isNull())
            countOut(delivery.envelope, room->second.send(Dialect::Envelope, delivery.envelope, left));
    }
    if (delivery.takenAt)
        m_counters.fanout.record(Clock::now() - *delivery.takenAt);
    if (delivery.asker.credit == 0 || delivery.asker.thread != m_link.thread())
        return;
    answer(delivery.asker, delivery.asker.id.isEmpty()
                               ? QByteArray()
                               : envelope::messageAck(delivery.asker.id, delivery.room, delivery.seq));
}

void Members::deliverDirect(const DirectDelivery &delivery)
{
    for (const ConnectionId client : delivery.clients) {
        Member *member = find(client);
        if (!member)
            continue;
        const PreparedMessage &message =
            member->terms.dialect == Dialect::Plain ? delivery.plain : delivery.envelope;
        countOut(message, member->connection->send(message) ? 1 : 0);
    }
}

void Members::answer(const Asker &asker, const QByteArray &message)
{
    Member *member = find(asker.client);
    if (!member)
        return;
    member->connection->removeInFlight(asker.credit);
    if (!message.isEmpty() && member->terms.dialect == Dialect::Envelope)
        tell(*member, message);
}

void Members::tell(Member &member, const QByteArray &message)
{
    const PreparedMessage prepared(Opcode::Text, message);
    countOut(prepared, member.connection->sendAnswer(prepared) ? 1 : 0);
}

// ---- the server itself

quint32 Members::sendToAll(const PreparedMessage &message)
{
    const PreparedMessage notice = noticeOf(message);
    quint32 taken = 0;
    for (const auto &[id, member] : m_members) {
        const bool isPlain = member.terms.dialect == Dialect::Plain;
        taken += member.connection->send(isPlain ? message : notice) ? 1 : 0;
    }
    countOut(message, taken);
    return taken;
}

bool Members::sendTo(ConnectionId client, const PreparedMessage &message)
{
    Member *member = find(client);
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

void Members::countIn(Opcode opcode, qint64 size)
{
    m_counters.in.add(opcode == Opcode::Text, size);
}

void Members::countOut(const PreparedMessage &message, quint32 recipients)
{
    m_counters.out.add(message.opcode() == Opcode::Text, message.payload().size(), recipients);
}

} // namespace signalbox

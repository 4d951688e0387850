#include "core/hub/roomshard.h"

#include "core/hub/delivery.h"
#include "core/hub/hub.h"
#include "core/hub/messagetap.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frames
constexpr int MaxPresence = 1000;        // members in one answer

} // namespace

RoomShard::RoomShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, const HubRules &rules,
                     RoomBudget &budget, ServerCounters &counters)
    : m_loop(loop)
    , m_link(link)
    , m_fanout(fanout)
    , m_rules(rules)
    , m_rooms(loop, link.threadCount(), rules, budget, counters)
{
}

// ---- waiting for threads that lag behind

bool RoomShard::isBlocked(const Room &room)
{
    for (std::size_t thread = 0; thread < m_fanout.threadCount(); ++thread) {
        if (room.sizeOn(thread) > 0 && m_fanout.isBlocked(thread))
            return true;
    }
    return false;
}

//! Runs \a request, or puts it behind what waits.
void RoomShard::ask(Room &room, std::function<void()> request)
{
    if (room.waiting().empty() && !isBlocked(room)) {
        request();
        return;
    }
    if (room.waiting().empty())
        m_heldRooms.push_back(room.name());
    room.waiting().push_back(std::move(request));
}

void RoomShard::resume()
{
    for (const QString &name : std::exchange(m_heldRooms, {}))
        runWaiting(name);
}

void RoomShard::runWaiting(const QString &name)
{
    while (Room *room = m_rooms.find(name)) { // the last leave ends it
        if (room->waiting().empty()) {
            if (room->size() == 0 && !room->idleUntil)
                m_rooms.setIdle(*room);
            return;
        }
        if (isBlocked(*room)) {
            m_heldRooms.push_back(name);
            return;
        }
        const std::function<void()> request = std::move(room->waiting().front());
        room->waiting().pop_front();
        request();
    }
}

// ---- requests

void RoomShard::join(const JoinOrder &order)
{
    Room *room = m_rooms.findOrMake(order.room);
    if (!room) {
        m_link.run(order.requester.thread,
                   [order](Hub &hub) { hub.clients().reject(order.requester, order.room, order.isFirst); });
        return;
    }
    m_rooms.setInUse(*room);
    ask(*room, [this, room, order] { enter(*room, order); });
}

void RoomShard::enter(Room &room, const JoinOrder &order)
{
    const bool isIn = room.find(order.member.client);
    if (!isIn && m_rules.hub.maxMembers > 0 && qint64(room.size()) >= m_rules.hub.maxMembers) {
        m_link.run(order.requester.thread,
                   [order](Hub &hub) { hub.clients().reject(order.requester, order.room, order.isFirst); });
        return;
    }
    room.add(order.member);
    Entry entry{order.requester, room.name(), room.epoch(), room.lastSeq(), {}, order.isFirst};
    if (order.since) {
        room.history().expire(m_loop.now(), m_rules.history);
        const bool isKnown = order.since->epoch == room.epoch() && order.since->seq <= room.lastSeq();
        const History::Slice slice =
            room.history().since(isKnown ? order.since->seq : 0, room.lastSeq(), room.name());
        entry.replay =
            PreparedMessage(Opcode::Text, envelope::history(order.requester.id, room.name(), room.epoch(),
                                                            slice.messages, isKnown && slice.isComplete));
    }
    m_link.run(order.member.thread, [entry = std::move(entry)](Hub &hub) { hub.clients().enter(entry); });
    if (!isIn)
        notify(room, order.member, envelope::joined);
}

void RoomShard::leave(const LeaveOrder &order)
{
    Room *room = m_rooms.find(order.room);
    if (!room) { // its join was refused
        answer(order.requester, envelope::ack(order.requester.id));
        return;
    }
    ask(*room, [this, room, order] { exit(*room, order); });
}

void RoomShard::exit(Room &room, const LeaveOrder &order)
{
    const Membership *found = room.find(order.requester.client);
    const std::optional<Membership> member = found ? std::optional(*found) : std::nullopt;
    room.remove(order.requester.client);
    m_link.run(order.requester.thread, [requester = order.requester, name = room.name()](Hub &hub) {
        hub.clients().exit(requester, name);
    });
    if (member)
        notify(room, *member, envelope::left);
    if (room.size() == 0 && room.waiting().empty() && !room.idleUntil)
        m_rooms.setIdle(room);
}

void RoomShard::publish(const PublishOrder &order)
{
    Room *room = m_rooms.find(order.room);
    if (!room)
        refuse(order.requester, EnvelopeErrorCode::NotInRoom, QStringLiteral("you are not in this room"));
    else if (room->waiting().empty() && !isBlocked(*room))
        say(*room, order);
    else
        ask(*room, [this, room, order] { say(*room, order); });
}

void RoomShard::say(Room &room, const PublishOrder &order)
{
    const bool isServer = order.requester.client.isNull();
    const Membership *sender = room.find(order.requester.client);
    if (!isServer && !sender) {
        refuse(order.requester, EnvelopeErrorCode::NotInRoom, QStringLiteral("you are not in this room"));
        return;
    }
    const bool skipSender = !isServer && !m_rules.hub.echoToSender;
    const QString user = sender ? sender->user : QString();
    RoomMessage message(order.publication, order.requester.client, user, room.takeSeq(), m_loop.wallNow());
    Delivery delivery{room.name(), {}, {}, {}, order.requester, message.seq(), order.takenAt};
    if (skipSender)
        delivery.except = order.requester.client;
    if (room.countOf(Dialect::Plain) > 0)
        delivery.plain = message.plain();
    if (room.countOf(Dialect::Envelope) > 0)
        delivery.envelope = message.envelope(room.name());
    if (m_tap) {
        const PreparedMessage &shown = message.plain();
        const quint32 recipients = quint32(room.size()) - (skipSender ? 1 : 0);
        const Party party{order.requester.client, user, room.name(), message.seq()};
        if (isServer)
            m_tap->messageOut(party, shown.opcode(), shown.payload(), recipients);
        else
            m_tap->messageIn(party, shown.opcode(), shown.payload(), recipients);
    }
    room.history().add(message, m_loop.now(), m_rules.history);
    deliver(room, std::move(delivery));
}

quint32 RoomShard::announce(const QString &name, const PreparedMessage &message)
{
    Room *room = m_rooms.find(name);
    const quint32 recipients = room ? quint32(room->size()) : 0;
    if (recipients > 0) {
        publish({{{}, m_link.thread(), 0, {}}, name, {message, {}}, Clock::now()});
    } else if (m_tap) {
        m_tap->messageOut({{}, {}, name, 0}, message.opcode(), message.payload(), 0);
    }
    return recipients;
}

void RoomShard::notify(Room &room, const Membership &about,
                       QByteArray (*notice)(QStringView, QStringView, ConnectionId))
{
    const std::size_t others = room.countOf(Dialect::Envelope) -
                               (room.find(about.client) && about.dialect == Dialect::Envelope ? 1 : 0);
    if (!m_rules.hub.announce || others == 0)
        return;
    Delivery delivery;
    delivery.room = room.name();
    delivery.envelope = PreparedMessage(Opcode::Text, notice(room.name(), about.user, about.client));
    delivery.except = about.client;
    deliver(room, std::move(delivery));
}

void RoomShard::deliver(Room &room, Delivery &&delivery)
{
    const qint64 cost = delivery.plain.frame().size() + delivery.envelope.frame().size() + DeliveryOverhead;
    const auto shared = std::make_shared<const Delivery>(std::move(delivery));
    for (std::size_t thread = 0; thread < m_fanout.threadCount(); ++thread) {
        if (room.sizeOn(thread) > 0)
            m_fanout.send(thread, shared, cost,
                          [](Hub &hub, const Delivery &arrived) { hub.clients().deliver(arrived); });
    }
}

void RoomShard::presence(const PresenceOrder &order)
{
    Room *room = m_rooms.find(order.room);
    if (!room) {
        refuse(order.requester, EnvelopeErrorCode::NoSuchRoom, QStringLiteral("there is no such room"));
        return;
    }
    ask(*room, [this, room, order] {
        const std::size_t most =
            std::size_t(std::min(order.request.limit.value_or(MaxPresence), MaxPresence));
        std::vector<envelope::LocalClient> listed;
        auto next =
            order.request.after ? room->members().upper_bound(*order.request.after) : room->members().begin();
        for (; next != room->members().end() && listed.size() < most; ++next)
            listed.push_back({next->second.user, next->first});
        const bool isMore = next != room->members().end() && !listed.empty();
        answer(order.requester,
               envelope::presence(order.requester.id, room->name(), listed, qsizetype(room->size()),
                                  isMore ? listed.back().client : ConnectionId()));
    });
}

void RoomShard::history(const HistoryOrder &order)
{
    Room *room = m_rooms.find(order.room);
    if (!room) {
        refuse(order.requester, EnvelopeErrorCode::NoSuchRoom, QStringLiteral("there is no such room"));
        return;
    }
    ask(*room, [this, room, order] {
        room->history().expire(m_loop.now(), m_rules.history);
        const quint64 before = order.request.before.value_or(room->lastSeq() + 1);
        const std::optional<std::size_t> limit =
            order.request.limit ? std::optional(std::size_t(*order.request.limit)) : std::nullopt;
        const History::Slice slice =
            room->history().before(std::min(before, room->lastSeq() + 1), limit, room->name());
        answer(order.requester, envelope::history(order.requester.id, room->name(), room->epoch(),
                                                  slice.messages, slice.isComplete));
    });
}

RoomMembers RoomShard::membersOf(const QString &name, std::size_t most) const
{
    RoomMembers list{name, {}, 0};
    if (const Room *room = m_rooms.find(name)) {
        list.total = room->size();
        list.members.reserve(std::min(room->size(), most));
        for (const auto &[client, membership] : room->members()) {
            if (list.members.size() == most)
                break;
            list.members.push_back({client, membership.user});
        }
    }
    return list;
}

void RoomShard::findMember(const QString &name, ConnectionId client, std::function<void(bool)> answer)
{
    if (Room *room = m_rooms.find(name))
        ask(*room, [room, client, answer = std::move(answer)] { answer(room->find(client)); });
    else
        answer(false);
}

void RoomShard::answer(const Requester &requester, const QByteArray &message)
{
    m_link.run(requester.thread,
               [requester, message](Hub &hub) { hub.clients().answer(requester, message); });
}

void RoomShard::refuse(const Requester &requester, EnvelopeErrorCode code, const QString &text)
{
    answer(requester, envelope::error({code, text, "room", requester.id}));
}

} // namespace signalbox

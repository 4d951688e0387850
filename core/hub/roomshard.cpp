#include "core/hub/roomshard.h"

#include "core/hub/roompresence.h"
#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frames

const QString &notInRoom()
{
    static const QString text = QStringLiteral("you are not in this room");
    return text;
}

} // namespace

RoomShard::RoomShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, Broker &broker, const HubRules &rules,
                     RoomLedger &ledger, MemoryBudget &memory, ServerCounters &counters)
    : m_loop(loop)
    , m_link(link)
    , m_fanout(fanout)
    , m_broker(broker)
    , m_rules(rules)
    , m_memory(memory)
    , m_rooms(loop, link, broker, rules, ledger, counters)
    , m_reclaimer(
          loop, memory, m_memory,
          {[this](Room &room, qint64 bytes) { dropHistory(room, bytes); }, [this] { wakeOtherReclaimers(); }})
    , m_gate(loop, m_rooms, *this)
    , m_notices(loop, m_rooms, *this)
{
    broker.setHandler(*this);
}

// ---- the order of requests

void RoomShard::performWaiting(const QString &name)
{
    // An event of the broker that arrives during the loop below needs no second loop.
    if (std::exchange(m_isPerformingWaiting, true))
        return;
    Room *room = m_rooms.find(name);
    while (room && !room->waiting().empty() &&
           !room->isWaitingForBroker()) { // it is not closed while this runs
        RoomRequest request = std::move(room->waiting().front());
        room->waiting().pop_front();
        std::visit(
            [&](auto &&content) { performUnlessHeld(*room, std::forward<decltype(content)>(content)); },
            std::move(request));
    }
    m_isPerformingWaiting = false;
    if (!room)
        return;
    m_gate.readersChanged(*room); // what it holds has waited for the broker, too
    setIdleIfUnused(*room);
}

void RoomShard::setIdleIfUnused(Room &room)
{
    // While requests are performed one after the other, the last of them decides.
    if (m_isPerformingWaiting || room.size() > 0 || !room.waiting().empty() || room.isWaitingForBroker() ||
        room.pendingCalls > 0 || room.idleUntil || m_gate.isHolding(room.name()))
        return;
    if (m_rooms.setIdle(room))
        countMemory(room);
}

// ---- memory

void RoomShard::countMemory(Room &room)
{
    if (!room.stream())
        return;
    m_memory.count(room, room.counted, room.bytes(), room.idleUntil.has_value());
    m_reclaimer.check();
}

void RoomShard::dropHistory(Room &room, qint64 bytes)
{
    room.stream()->dropHistory(bytes);
    if (room.idleUntil && room.stream()->historySize().messages == 0)
        m_rooms.erase(QString(room.name())); // a copy: the room's own name is destroyed with it
    else
        countMemory(room);
}

void RoomShard::wakeOtherReclaimers()
{
    for (std::size_t thread = 0; thread < m_link.threadCount(); ++thread) {
        if (thread != m_link.thread())
            m_link.request(thread, ReclaimHistory());
    }
}

bool RoomShard::isBacklogged(const Room &room)
{
    for (std::size_t thread = 0; thread < m_fanout.threadCount(); ++thread) {
        if (room.sizeOn(thread) > 0 && m_fanout.isBlocked(thread))
            return true;
    }
    return false;
}

void RoomShard::performHeld(Room &room, PublishQueue::Request &&request)
{
    std::visit([&](auto &&content) { perform(room, std::forward<decltype(content)>(content)); },
               std::move(request));
}

// ---- joins and leaves

void RoomShard::handle(RoomJoin &&request)
{
    const RoomTable::Opened opened = m_rooms.open(request.room, request.creator);
    request.isNewRoom = opened.isNew;
    if (opened.room) {
        countMemory(*opened.room);
        performInOrder(*opened.room, std::move(request));
    } else if (opened.verdict == RoomLedger::Verdict::Counted) {
        m_answers.rejectJoin(std::move(request),
                             {EnvelopeErrorCode::Unavailable, RoomAnswers::brokerFailed()});
    } else {
        m_answers.rejectJoin(std::move(request), RoomRefusal::of(opened.verdict));
    }
}

void RoomShard::perform(Room &room, RoomJoin &&join)
{
    const qint64 most = room.find(join.member.client) ? 0 : maxMembersOf(room);
    if (isFull(room, most)) { // with its members at other nodes, too
        m_answers.rejectJoin(std::move(join), RoomRefusal::roomFull());
    } else if (most > 0 && m_directory) {
        ++room.pendingCalls;
        m_directory->claimMember({room.name(), join.member.client, join.member.user, most});
        m_claims.add(std::move(join));
    } else {
        admit(room, std::move(join), false);
    }
}

//! \a isInDirectory: the directory has the member already.
void RoomShard::admit(Room &room, RoomJoin &&join, bool isInDirectory)
{
    const bool isNew = room.add(join.member);
    countMemory(room);
    // With what a broker has read of its history.
    const qint64 openingPrice = join.isNewRoom ? NewRoomPrice + room.stream()->historySize().bytes : 0;
    JoinResult result{
        std::move(join.requester), room.name(), room.position(), {}, join.isFirst, openingPrice};
    if (join.since)
        result.replay = ReplayReads::startOf(*join.since, room.position(), room.previous());
    m_link.deliver(join.member.thread, std::move(result));
    if (!isNew)
        return;
    if (m_directory && !isInDirectory)
        m_directory->addMember(room.name(), join.member.client, join.member.user);
    notify(room, join.member, RoomNotices::Kind::Joined);
}

void RoomShard::handle(MemberClaimed &&event)
{
    std::optional<JoinClaims::Claim> claim = m_claims.take(event.room, event.client);
    if (!claim)
        return;
    Room &room = *m_rooms.find(event.room); // open for the claim
    finishClaim(room, std::move(claim->join), event.result);
    for (RoomRequest &request :
         claim->waiting) // one of them may be the next claim, which holds those behind it
        std::visit([&](auto &&content) { performUnlessHeld(room, std::forward<decltype(content)>(content)); },
                   std::move(request));
    --room.pendingCalls;
    setIdleIfUnused(room);
}

void RoomShard::finishClaim(Room &room, RoomJoin &&join, MemberClaimed::Result result)
{
    using Result = MemberClaimed::Result;
    const bool isGranted =
        result == Result::Granted || (result == Result::Unknown && !isFull(room, maxMembersOf(room)));
    if (isGranted) {
        admit(room, std::move(join), result == Result::Granted);
        return;
    }
    if (result == Result::Unknown) // it may have been granted there
        m_directory->removeMember(room.name(), join.member.client);
    m_answers.rejectJoin(std::move(join), RoomRefusal::roomFull());
}

void RoomShard::giveUpClaims()
{
    m_claims.drop(
        [this](const QString &room, ConnectionId client) { m_directory->removeMember(room, client); });
}

void RoomShard::handle(RoomLeave &&request)
{
    if (Room *room = m_rooms.find(request.room))
        performInOrder(*room, std::move(request));
    else // its join was rejected
        m_answers.answer(request.requester, envelope::ack(request.requester.id));
}

void RoomShard::perform(Room &room, RoomLeave &&leave)
{
    const Membership *found = room.find(leave.requester.client);
    const std::optional<Membership> member = found ? std::optional(*found) : std::nullopt;
    room.remove(leave.requester.client);
    countMemory(room);
    const std::size_t thread = leave.requester.thread;
    m_link.deliver(thread, LeaveResult{std::move(leave.requester), room.name(), room.position().seq});
    if (member) {
        if (m_directory)
            m_directory->removeMember(room.name(), member->client);
        notify(room, *member, RoomNotices::Kind::Left);
    }
    setIdleIfUnused(room);
}

void RoomShard::handle(MemberElsewhere &&event)
{
    Room *room = m_rooms.find(event.room);
    if (!room || room->countOf(Dialect::Envelope) == 0 ||
        !room->policy(m_rules.rooms).announce.value_or(m_rules.hub.announce))
        return;
    const auto kind = event.hasJoined ? RoomNotices::Kind::Joined : RoomNotices::Kind::Left;
    m_notices.add(*room, {.client = event.client, .user = std::move(event.user)}, kind);
}

// ---- publications

void RoomShard::handle(RoomPublish &&request)
{
    if (Room *room = m_rooms.find(request.room))
        performInOrder(*room, std::move(request));
    else
        m_answers.answerError(request.requester, EnvelopeErrorCode::NotInRoom, notInRoom());
}

void RoomShard::perform(Room &room, RoomPublish &&request)
{
    const Membership *publisher = room.find(request.requester.client);
    if (!publisher && !request.requester.client.isNull()) {
        m_answers.answerError(request.requester, EnvelopeErrorCode::NotInRoom, notInRoom());
        return;
    }
    m_notices.sendBefore(room, request.requester.client);
    const QString user = publisher ? publisher->user : request.server ? request.server->from : QString();
    // One for the event, and one for this call: the stream is needed behind the event.
    room.pendingCalls += 2;
    room.stream()->publish(std::move(request), user);
    --room.pendingCalls;
    countMemory(room);
    setIdleIfUnused(room);
}

void RoomShard::handle(PublicationReceived &event)
{
    Room *room = m_rooms.find(event.room); // open: its stream is
    RoomMessage &message = event.message;
    room->setReceived(message.seq(), m_loop.now());
    const bool isServer = message.client().isNull();
    const bool skipPublisher =
        !isServer && !room->policy(m_rules.rooms).echoToSender.value_or(m_rules.hub.echoToSender);
    RoomBroadcast published;
    published.room = room->name();
    if (room->countOf(Dialect::Plain) > 0 || room->size() == 0)
        published.plain = message.plain();
    if (room->countOf(Dialect::Envelope) > 0)
        published.envelope = message.envelope(room->name());
    // What an envelope adds to each message is not counted, only what escaping makes of its content.
    constexpr qint64 MaxStamp = 1024;
    if (!published.plain.isNull() && !published.envelope.isNull())
        published.growth = std::max<qint64>(
            published.envelope.payload().size() - published.plain.payload().size() - MaxStamp, 0);
    if (skipPublisher)
        published.except = message.client();
    published.seq = message.seq();
    if (event.origin) {
        published.requester = std::move(event.origin->requester);
        published.receivedAt = event.origin->receivedAt;
        --room->pendingCalls;
    }
    m_log.addPublication(*room, published, message, m_loop.now());
    broadcast(*room, std::move(published));
    if (event.origin && event.origin->server)
        answerPublisher(*room, *event.origin->server);
    setIdleIfUnused(*room);
}

//! In a cluster the members of all nodes count.
void RoomShard::answerPublisher(const Room &room, const ServerPublisher &server)
{
    const PresenceQuery::ForPublication published{quint32(room.size()), room.position().seq};
    if (m_directory && server.reply.number != 0)
        m_directory->findMembers({{}, room.name(), {{}, 0, {}}, server.reply, published});
    else
        m_answers.answerServer(server, {.recipients = published.membersHere, .seq = published.seq});
}

void RoomShard::handle(ServerRoomPublish &&request)
{
    Room *room = m_rooms.find(request.room);
    const ServerPublisher server{request.reply, request.message.from};
    if (request.isForEmptyRoom) {
        const RoomTable::Opened opened = m_rooms.open(request.room, {});
        room = opened.room;
        if (!room) {
            const bool isLimit = opened.verdict != RoomLedger::Verdict::Counted;
            m_answers.answerServer(server, {.failure = isLimit ? RoomRefusal::of(opened.verdict).text
                                                               : RoomAnswers::brokerFailed()});
            return;
        }
        countMemory(*room);
    } else if (!room || room->size() == 0) {
        m_log.addToNobody(request.room, request.message.plain());
        m_answers.answerServer(server, {});
        return;
    }
    performInOrder(*room, RoomPublish{{{}, m_link.thread(), 0, {}},
                                      std::move(request.room),
                                      std::move(request.message.publication),
                                      Clock::now(),
                                      std::make_shared<const ServerPublisher>(server)});
}

void RoomShard::handle(ReaderBehindChanged &&request)
{
    Room *room = m_rooms.find(request.room);
    if (room && room->setBehind(request.client, request.isBehind))
        m_gate.readersChanged(*room);
}

void RoomShard::notify(Room &room, const Membership &about, RoomNotices::Kind kind)
{
    m_gate.readersChanged(room);
    const bool isCounted = kind == RoomNotices::Kind::Joined && about.dialect == Dialect::Envelope;
    const bool isAnnounced = room.policy(m_rules.rooms).announce.value_or(m_rules.hub.announce);
    if (isAnnounced && room.countOf(Dialect::Envelope) > (isCounted ? 1 : 0))
        m_notices.add(room, about, kind);
}

void RoomShard::sendNotice(Room &room, const Membership &about, RoomNotices::Kind kind)
{
    const auto notice = kind == RoomNotices::Kind::Joined ? envelope::joined : envelope::left;
    RoomBroadcast message;
    message.room = room.name();
    message.envelope = PreparedMessage(Opcode::Text, notice(room.name(), about.user, about.client));
    message.except = about.client;
    message.isHint = true;
    m_log.addNotice(room, message, m_loop.now());
    broadcast(room, std::move(message));
}

void RoomShard::broadcast(const Room &room, RoomBroadcast &&message)
{
    const qint64 cost = message.plain.frame().size() + message.envelope.frame().size() + DeliveryOverhead;
    const auto shared = std::make_shared<const RoomBroadcast>(std::move(message));
    const Requester &publisher = shared->requester;
    for (std::size_t thread = 0; thread < m_fanout.threadCount(); ++thread) {
        // The publisher gets its answer even if it has left while the broker worked.
        if (room.sizeOn(thread) > 0 || (publisher.credit > 0 && publisher.thread == thread))
            m_fanout.send(thread, RoomDelivery{shared}, cost);
    }
}

// ---- events of the broker

void RoomShard::handle(StreamOpened &&event)
{
    Room *room = m_rooms.find(event.room);
    if (!room)
        return;
    const bool isAgain = !room->isWaitingForBroker();
    room->setPosition(event.position, event.previous);
    if (isAgain)
        announceLoss(*room);
    if (!room->waiting().empty())
        performWaiting(event.room);
}

//! Tells the members that messages may be missing in front of the position of \a room.
void RoomShard::announceLoss(const Room &room)
{
    if (room.countOf(Dialect::Envelope) == 0)
        return;
    RoomBroadcast message;
    message.room = room.name();
    message.envelope =
        PreparedMessage(Opcode::Text, envelope::lostHistory(room.name(), room.position().epoch));
    m_log.addNotice(room, message, m_loop.now());
    broadcast(room, std::move(message));
}

void RoomShard::handle(HistoryReadDone &&event)
{
    Room &room = *m_rooms.find(event.room); // open for the call
    --room.pendingCalls;
    countMemory(room); // reading drops what has expired
    m_queries.finish(std::move(event));
    setIdleIfUnused(room);
}

void RoomShard::handle(ReplayReadDone &&event)
{
    Room &room = *m_rooms.find(event.room);
    --room.pendingCalls;
    countMemory(room);
    m_replays.finish(std::move(event));
    setIdleIfUnused(room);
}

void RoomShard::handle(HistoryCleared &&event)
{
    Room &room = *m_rooms.find(event.room);
    --room.pendingCalls;
    countMemory(room);
    m_queries.finish(std::move(event));
    setIdleIfUnused(room);
}

void RoomShard::handle(BrokerFailure &&event)
{
    std::visit([&](auto &&call) { fail(std::forward<decltype(call)>(call), event.room); },
               std::move(event.call));
}

void RoomShard::fail(const PublishOrigin &origin, const QString &name)
{
    Room &room = *m_rooms.find(name);
    --room.pendingCalls;
    m_answers.failPublication(origin.requester, origin.server.get());
    setIdleIfUnused(room);
}

void RoomShard::fail(const HistoryQuery &query, const QString &name)
{
    Room &room = *m_rooms.find(name);
    --room.pendingCalls;
    m_queries.refuse(query, RoomQueries::Refusal::HistoryUnavailable);
    setIdleIfUnused(room);
}

void RoomShard::fail(const ReplayRead &read, const QString &name)
{
    Room &room = *m_rooms.find(name);
    --room.pendingCalls;
    m_replays.fail(read);
    setIdleIfUnused(room);
}

void RoomShard::fail(const HistoryDeletion &deletion, const QString &name)
{
    Room &room = *m_rooms.find(name);
    --room.pendingCalls;
    m_queries.refuse(deletion, RoomQueries::Refusal::HistoryUnavailable);
    setIdleIfUnused(room);
}

//! Without a stream there is no room: all requests that wait for it fail.
void RoomShard::fail(BrokerFailure::OfOpen, const QString &name)
{
    Room *room = m_rooms.find(name);
    if (!room)
        return;
    std::deque<RoomRequest> waiting = std::exchange(room->waiting(), {});
    m_rooms.erase(name);
    for (RoomRequest &request : waiting)
        m_answers.fail(std::move(request));
}

} // namespace signalbox

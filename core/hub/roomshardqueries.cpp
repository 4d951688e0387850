#include "core/hub/roomshard.h"

// What a RoomShard is asked about its rooms.

#include "core/policy/workaccount.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace signalbox {

template <typename Query>
void RoomShard::handleQuery(Query &&query)
{
    if (Room *room = m_rooms.find(query.room)) {
        performInOrder(*room, std::forward<Query>(query));
        return;
    }
    if constexpr (std::is_constructible_v<RoomQuery, Query>) {
        if (m_directory) { // nobody is in it here, but the broker may know it
            m_broker.lookUp(std::forward<Query>(query));
            return;
        }
    }
    m_queries.refuse(query, RoomQueries::Refusal::NoSuchRoom);
}

void RoomShard::handle(RoomLookedUp &&event)
{
    std::visit(
        [&](auto &&query) {
            if (Room *room = m_rooms.find(event.room)) // somebody has come meanwhile
                performInOrder(*room, std::forward<decltype(query)>(query));
            else if (event.isKnown.value_or(false))
                askBroker(std::forward<decltype(query)>(query));
            else
                m_queries.refuse(query, event.isKnown ? RoomQueries::Refusal::NoSuchRoom
                                                      : RoomQueries::Refusal::HistoryUnavailable);
        },
        std::move(event.query));
}

//! Opens a room that nobody is in here for the time of \a query.
template <typename Query>
void RoomShard::askBroker(Query &&query)
{
    const QString name = query.room;
    Room *room = m_rooms.open(name, {}).room;
    if (!room) {
        m_queries.refuse(query, RoomQueries::Refusal::HistoryUnavailable);
        return;
    }
    countMemory(*room);
    performInOrder(*room, std::forward<Query>(query));
    room = m_rooms.find(name); // an answer at once may have closed it
    if (room)
        setIdleIfUnused(*room);
}

//! Whether a room was perhaps made by a question about it: nobody is in it here, and nothing was ever published.
bool RoomShard::isUnusedHere(const Room &room) const
{
    return m_directory && room.size() == 0 && room.position().seq == 0;
}

void RoomShard::handle(PresenceQuery &&query)
{
    if (m_directory && !m_rooms.find(query.room)) // but perhaps at other nodes
        m_directory->findMembers(std::move(query));
    else
        handleQuery(std::move(query));
}

void RoomShard::perform(Room &room, PresenceQuery &&query)
{
    if (m_directory)
        m_directory->findMembers(std::move(query));
    else
        m_queries.perform(room, std::move(query));
}

void RoomShard::handle(HistoryQuery &&query)
{
    // What is not returned with the answer stays charged. A room that is opened for a question costs as much as one for a join.
    if (m_directory && !m_rooms.find(query.room))
        query.requester.reserved -= std::min(query.requester.reserved, NewRoomPrice);
    handleQuery(std::move(query));
}

void RoomShard::handle(RoomDescriptionQuery &&query)
{
    handleQuery(std::move(query));
}

void RoomShard::handle(HistoryDeletion &&deletion)
{
    handleQuery(std::move(deletion));
}

void RoomShard::perform(Room &room, HistoryQuery &&query)
{
    if (!isUnusedHere(room)) {
        m_queries.perform(room, std::move(query));
        return;
    }
    ++room.pendingCalls;
    m_directory->findMembers(
        {std::move(query.requester),
         room.name(),
         {{}, 0, {}},
         query.reply,
         PresenceQuery::ForHistory{std::make_shared<const HistoryRequest>(std::move(query.request))}});
}

//! In a cluster with the members of all nodes.
void RoomShard::perform(Room &room, RoomDescriptionQuery &&query)
{
    if (!m_directory) {
        m_queries.perform(room, std::move(query));
        return;
    }
    ++room.pendingCalls;
    m_directory->findMembers({{}, room.name(), {{}, 0, {}}, query.reply, PresenceQuery::ForDescription()});
}

void RoomShard::handle(MembersFound &&event)
{
    if (const auto *published = std::get_if<PresenceQuery::ForPublication>(&event.query.purpose)) {
        const quint32 members = event.page ? quint32(event.page->count) : published->membersHere;
        m_answers.answerServer({event.query.reply, {}}, {.recipients = members, .seq = published->seq});
    } else if (std::holds_alternative<PresenceQuery::ForDescription>(event.query.purpose)) {
        finishDescription(event);
    } else if (const auto *history = std::get_if<PresenceQuery::ForHistory>(&event.query.purpose)) {
        finishHistory(event, *history->request);
    } else {
        m_queries.finish(std::move(event));
    }
}

void RoomShard::finishDescription(const MembersFound &event)
{
    Room &room = *m_rooms.find(event.query.room); // open for the call
    --room.pendingCalls;
    if (!event.page)
        m_queries.refuse(event.query, RoomQueries::Refusal::MembersUnavailable);
    else if (event.page->count == 0 && isUnusedHere(room))
        m_queries.refuse(event.query, RoomQueries::Refusal::NoSuchRoom);
    else
        m_queries.describe(room, event.query.reply, quint64(event.page->count));
    setIdleIfUnused(room);
}

void RoomShard::finishHistory(const MembersFound &event, const HistoryRequest &request)
{
    Room &room = *m_rooms.find(event.query.room); // open for the call
    HistoryQuery query{event.query.requester, room.name(), request, event.query.reply};
    if (!event.page)
        m_queries.refuse(query, RoomQueries::Refusal::MembersUnavailable);
    else if (event.page->count == 0 && isUnusedHere(room))
        m_queries.refuse(query, RoomQueries::Refusal::NoSuchRoom);
    else
        m_queries.perform(room, std::move(query));
    --room.pendingCalls; // behind an answer at once, which would have closed the room
    setIdleIfUnused(room);
}

void RoomShard::perform(Room &room, HistoryDeletion &&deletion)
{
    if (isUnusedHere(room)) {
        m_queries.refuse(deletion, RoomQueries::Refusal::NoSuchRoom);
        return;
    }
    m_queries.perform(room, std::move(deletion));
}

void RoomShard::handle(MembershipQuery &&request)
{
    if (Room *room = m_rooms.find(request.room))
        performInOrder(*room, std::move(request));
    else
        m_link.deliver(request.reply.thread, MembershipResult{request.reply.number, false});
}

void RoomShard::perform(Room &room, MembershipQuery &&query)
{
    const bool isMember = room.find(query.client);
    m_link.deliver(query.reply.thread, MembershipResult{query.reply.number, isMember});
}

RoomMembers RoomShard::membersOf(const QString &name, std::size_t most) const
{
    const Room *room = m_rooms.find(name);
    return room ? signalbox::membersOf(*room, most) : RoomMembers{name, {}, 0};
}

} // namespace signalbox

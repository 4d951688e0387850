#include "core/hub/roomshard.h"

// What a RoomShard is asked about its rooms.

#include <utility>

namespace signalbox {

template <typename Query>
void RoomShard::handleQuery(Query &&query)
{
    if (Room *room = m_rooms.find(query.room))
        performInOrder(*room, std::forward<Query>(query));
    else if (m_directory && query.reply.number != 0)
        askBroker(std::forward<Query>(query));
    else
        m_queries.refuse(query, RoomQueries::Refusal::NoSuchRoom);
}

//! The server itself asks about any room of the cluster. Nobody is in this one here, but the broker knows it.
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
    if (isUnusedHere(room))
        m_queries.refuse(query, RoomQueries::Refusal::NoSuchRoom);
    else
        m_queries.perform(room, std::move(query));
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

void RoomShard::perform(Room &room, HistoryDeletion &&deletion)
{
    if (isUnusedHere(room)) {
        m_queries.refuse(deletion, RoomQueries::Refusal::NoSuchRoom);
        return;
    }
    m_queries.perform(room, std::move(deletion));
    countMemory(room);
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

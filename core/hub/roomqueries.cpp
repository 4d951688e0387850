#include "core/hub/roomqueries.h"

#include "core/hub/roompresence.h"
#include "core/hub/roomtable.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qsizetype MaxHistoryFields = 2048; // bytes, at most, of its fields other than id and messages

envelope::Form formFor(const ReplyAddress &reply)
{
    return reply.number != 0 ? envelope::Form::Object : envelope::Form::Message;
}

} // namespace

void RoomQueries::perform(Room &room, PresenceQuery &&query)
{
    answer(query.requester, query.reply,
           presenceAnswer(room.name(), presencePageOf(room, query.request), query.requester.id,
                          formFor(query.reply)));
}

void RoomQueries::finish(MembersFound &&event)
{
    const PresenceQuery &query = event.query;
    if (!event.page)
        refuse(query, Refusal::MembersUnavailable);
    else if (event.page->count == 0)
        refuse(query, Refusal::NoSuchRoom);
    else
        answer(query.requester, query.reply,
               presenceAnswer(query.room, *event.page, query.requester.id, formFor(query.reply)));
}

void RoomQueries::perform(Room &room, HistoryQuery &&query)
{
    const HistoryRequest &request = query.request;
    HistoryFilter filter;
    filter.before = request.before;
    if (request.limit)
        filter.limit = std::size_t(*request.limit);
    // Bounds what one request costs this thread; `next` leads to the rest.
    const qsizetype rest = query.requester.id.size() + MaxHistoryFields;
    filter.maxBytes = std::max<qsizetype>(MaxHistoryPage - rest, 0);
    ++room.pendingCalls;
    room.stream()->readHistory(filter, std::move(query));
}

void RoomQueries::perform(Room &room, RoomDescriptionQuery &&query)
{
    describe(room, query.reply, room.size());
}

void RoomQueries::describe(const Room &room, const ReplyAddress &reply, quint64 members)
{
    RoomAnswer answer{.room = RoomTable::snapshotOf(room)};
    answer.room.members = members;
    deliver(reply, std::move(answer));
}

void RoomQueries::perform(Room &room, HistoryDeletion &&deletion)
{
    ++room.pendingCalls;
    room.stream()->clearHistory(std::move(deletion));
}

void RoomQueries::finish(HistoryReadDone &&event)
{
    const HistoryQuery &query = event.query;
    answer(query.requester, query.reply,
           envelope::history(query.requester.id, event.room, event.position.epoch, event.slice.messages,
                             event.slice.next, event.slice.isComplete, formFor(query.reply)));
}

void RoomQueries::finish(HistoryCleared &&event)
{
    deliver(event.deletion.reply, {});
}

void RoomQueries::refuse(const PresenceQuery &query, Refusal refusal)
{
    refuse(query.requester, query.reply, refusal);
}

void RoomQueries::refuse(const HistoryQuery &query, Refusal refusal)
{
    refuse(query.requester, query.reply, refusal);
}

void RoomQueries::refuse(const RoomDescriptionQuery &query, Refusal refusal)
{
    refuse({}, query.reply, refusal);
}

void RoomQueries::refuse(const HistoryDeletion &deletion, Refusal refusal)
{
    refuse({}, deletion.reply, refusal);
}

void RoomQueries::refuse(const Requester &requester, const ReplyAddress &reply, Refusal refusal)
{
    const bool isRoomMissing = refusal == Refusal::NoSuchRoom;
    if (requester.client.isNull()) {
        deliver(reply, {.status = isRoomMissing ? RoomAnswer::Status::NoSuchRoom
                                                : RoomAnswer::Status::HistoryUnavailable});
        return;
    }
    EnvelopeError error{EnvelopeErrorCode::NoSuchRoom, QStringLiteral("there is no such room"), "room",
                        requester.id};
    if (!isRoomMissing) {
        error.code = EnvelopeErrorCode::Unavailable;
        error.text = refusal == Refusal::HistoryUnavailable
                         ? QStringLiteral("the server could not reach the history of this room")
                         : QStringLiteral("the server could not reach the other nodes");
        error.retry = UnavailableRetry;
    }
    answer(requester, reply, envelope::error(error));
}

void RoomQueries::answer(const Requester &requester, const ReplyAddress &reply, QByteArray &&message)
{
    if (reply.number != 0)
        deliver(reply, {.json = std::move(message)});
    else
        m_link.deliver(requester.thread, Answer{requester, std::move(message)});
}

void RoomQueries::deliver(const ReplyAddress &reply, RoomAnswer &&answer)
{
    answer.number = reply.number;
    if (reply.number != 0)
        m_link.deliver(reply.thread, std::move(answer));
}

} // namespace signalbox

#pragma once

#include "core/hub/broker.h"
#include "core/hub/clusterdirectory.h"
#include "core/hub/hublink.h"
#include "core/hub/room.h"
#include "core/protocol/envelopeerror.h"

namespace signalbox {

//! Answers what clients and the server itself ask about the rooms of a shard. Part of a RoomShard, which calls it in the order
//! of the requests to a room.
class RoomQueries final
{
public:
    //! \a link outlives it.
    explicit RoomQueries(HubLink &link)
        : m_link(link)
    {
    }
    Q_DISABLE_COPY_MOVE(RoomQueries)

    void perform(Room &room, PresenceQuery &&query);
    void finish(MembersFound &&event);
    //! finish() follows, or refuse().
    void perform(Room &room, HistoryQuery &&query);
    void perform(Room &room, RoomDescriptionQuery &&query);
    //! Answers a RoomDescriptionQuery. \a members: of the whole cluster.
    void describe(const Room &room, const ReplyAddress &reply, quint64 members);
    //! finish() follows, or refuse().
    void perform(Room &room, HistoryDeletion &&deletion);
    void finish(HistoryReadDone &&event);
    void finish(HistoryCleared &&event);

    //! Why a query has no answer.
    enum class Refusal : quint8 { NoSuchRoom, HistoryUnavailable, MembersUnavailable };
    void refuse(const PresenceQuery &query, Refusal refusal);
    void refuse(const HistoryQuery &query, Refusal refusal);
    void refuse(const RoomDescriptionQuery &query, Refusal refusal);
    void refuse(const HistoryDeletion &deletion, Refusal refusal);

private:
    void refuse(const Requester &requester, const ReplyAddress &reply, Refusal refusal);
    void answer(const Requester &requester, const ReplyAddress &reply, QByteArray &&message);
    void deliver(const ReplyAddress &reply, RoomAnswer &&answer);

    HubLink &m_link;
};

} // namespace signalbox

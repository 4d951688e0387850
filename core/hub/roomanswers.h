#pragma once

#include "core/hub/hublink.h"
#include "core/hub/roomqueries.h"
#include "core/hub/roomrefusal.h"
#include "core/hub/shardrequest.h"

#include <QString>

namespace signalbox {

//! Answers the requests of clients and of the server itself to the rooms of a shard, and rejects those that cannot be
//! performed. Part of a RoomShard.
class RoomAnswers final
{
public:
    //! Both outlive it.
    RoomAnswers(HubLink &link, RoomQueries &queries)
        : m_link(link)
        , m_queries(queries)
    {
    }
    Q_DISABLE_COPY_MOVE(RoomAnswers)

    //! \a message is an envelope; empty: the requester gets its credit back only.
    void answer(const Requester &requester, QByteArray &&message);
    void answerError(const Requester &requester, EnvelopeErrorCode code, const QString &text);
    void answerServer(const ServerPublisher &server, ServerPublishResult &&result);
    void rejectJoin(RoomJoin &&join, const RoomRefusal &refusal);
    //! Rejects a publication because the broker does not work. \a server null: \a requester made it.
    void failPublication(const Requester &requester, const ServerPublisher *server);
    //! Rejects any request because the broker does not work.
    void fail(RoomRequest &&request);

    //! The reason of the two above, a sentence without a full stop.
    static const QString &brokerFailed();

private:
    HubLink &m_link;
    RoomQueries &m_queries;
};

} // namespace signalbox

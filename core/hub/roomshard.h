#pragma once

#include "core/hub/broadcastlog.h"
#include "core/hub/broker.h"
#include "core/hub/clientdelivery.h"
#include "core/hub/historyreclaimer.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/joinclaims.h"
#include "core/hub/publishgate.h"
#include "core/hub/replayreads.h"
#include "core/hub/roomanswers.h"
#include "core/hub/roomnotices.h"
#include "core/hub/roomqueries.h"
#include "core/hub/roomtable.h"
#include "core/hub/shardfanout.h"

#include <utility>

namespace signalbox {

class MessageTap;

//! The rooms whose shard is this io thread: their members, and the path of a publication through the broker
//! to the threads of the members, in one order for all of them. Handles the requests of every thread, those
//! of one thread in the order in which it made them.
//!
//! A room is blocked while the broker opens its stream. Requests to a blocked room wait in it, in their order; only reads for
//! replays never do. Publications may also wait in the PublishGate, which other requests pass. In a cluster the requests of one
//! client may wait in JoinClaims.
class RoomShard final : private BrokerEventHandler,
                        private PublishGate::Performer,
                        private RoomNotices::Sender
{
public:
    //! Receives the events of \a broker. \a memory is shared by all shards. All outlive the shard.
    RoomShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, Broker &broker, const HubRules &rules,
              RoomLedger &ledger, MemoryBudget &memory, ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(RoomShard)

    //! Null: messages are not observed.
    void setTap(MessageTap *tap) { m_log.setTap(tap); }
    //! Null: there is no cluster. Set before the first request; outlives the shard.
    void setDirectory(ClusterDirectory *directory) { m_directory = directory; }

    void handle(RoomPublish &&request);
    void handle(RoomJoin &&request);
    //! Also of a client that has disconnected.
    void handle(RoomLeave &&request);
    void handle(PresenceQuery &&query);
    void handle(HistoryQuery &&query);
    void handle(RoomDescriptionQuery &&query);
    void handle(HistoryDeletion &&deletion);
    void handle(ReplayRead &&request) { m_replays.handle(std::move(request)); }
    void handle(MembershipQuery &&request);
    void handle(ServerRoomPublish &&request);
    void handle(ReclaimHistory) { m_reclaimer.start(); }
    //! Drops history if a limit of memory is exceeded, as it may be when it has changed.
    void checkMemory() { m_reclaimer.check(); }
    void handle(RoomGivesWay &&request) { m_rooms.giveWay(request.room, request.ticket); }
    //! Only takes note of it, and performs nothing: called during the write to a reader.
    void handle(ReaderBehindChanged &&request);
    void handle(MemberElsewhere &&event);
    void handle(MemberClaimed &&event);
    //! The shard ends: no place at other nodes waits for an event that it would not handle.
    void giveUpClaims();
    void handle(MembersFound &&event);
    //! A thread whose backlog was too large has worked most of it off.
    void resume() { m_gate.resume(); }

    const RoomTable &rooms() const { return m_rooms; }
    //! The first \a most members of \a room; empty if there is no such room.
    RoomMembers membersOf(const QString &room, std::size_t most) const;

private:
    //! Performs \a request now, or behind the requests that wait.
    template <typename Request>
    void performInOrder(Room &room, Request &&request);
    template <typename Request>
    void performUnlessHeld(Room &room, Request &&request);
    template <typename Query>
    void handleQuery(Query &&query);
    template <typename Query>
    void askBroker(Query &&query);
    bool isUnusedHere(const Room &room) const;
    void finishDescription(const MembersFound &event);
    void finishHistory(const MembersFound &event, const HistoryRequest &request);
    static bool isFull(const Room &room, qint64 most) { return most > 0 && qint64(room.size()) >= most; }
    qint64 maxMembersOf(const Room &room) const
    {
        return room.policy(m_rules.rooms).maxMembers.value_or(m_rules.hub.maxMembers);
    }
    void admit(Room &room, RoomJoin &&join, bool isInDirectory);
    void finishClaim(Room &room, RoomJoin &&join, MemberClaimed::Result result);
    void performWaiting(const QString &name);
    void setIdleIfUnused(Room &room);
    void countMemory(Room &room);
    void dropHistory(Room &room, qint64 bytes);
    void wakeOtherReclaimers();

    void perform(Room &room, RoomPublish &&request);
    void perform(Room &room, RoomJoin &&request);
    void perform(Room &room, RoomLeave &&request);
    void perform(Room &room, PresenceQuery &&query);
    void perform(Room &room, HistoryQuery &&query);
    void perform(Room &room, RoomDescriptionQuery &&query);
    void perform(Room &room, HistoryDeletion &&deletion);
    void perform(Room &room, MembershipQuery &&request);

    bool isBacklogged(const Room &room) override;
    void performHeld(Room &room, PublishQueue::Request &&request) override;

    void handle(StreamOpened &&event) override;
    void handle(PublicationReceived &event) override;
    void handle(HistoryReadDone &&event) override;
    void handle(ReplayReadDone &&event) override;
    void handle(HistoryCleared &&event) override;
    void handle(RoomLookedUp &&event) override;
    void handle(BrokerFailure &&event) override;
    void fail(const PublishOrigin &origin, const QString &room);
    void fail(const HistoryQuery &query, const QString &room);
    void fail(const ReplayRead &read, const QString &room);
    void fail(const HistoryDeletion &deletion, const QString &room);
    void fail(BrokerFailure::OfOpen, const QString &room);

    void answerPublisher(const Room &room, const ServerPublisher &server);
    void notify(Room &room, const Membership &about, RoomNotices::Kind kind);
    void sendNotice(Room &room, const Membership &about, RoomNotices::Kind kind) override;
    void announceLoss(const Room &room);
    void broadcast(const Room &room, RoomBroadcast &&message);

    IoLoop &m_loop;
    HubLink &m_link;
    ShardFanout &m_fanout;
    Broker &m_broker;
    const HubRules &m_rules;
    ClusterDirectory *m_directory = nullptr;
    BroadcastLog m_log;
    RoomMemory m_memory;
    RoomTable m_rooms;
    HistoryReclaimer m_reclaimer;
    ReplayReads m_replays{m_rooms, m_link};
    RoomQueries m_queries{m_link};
    RoomAnswers m_answers{m_link, m_queries};
    PublishGate m_gate;
    RoomNotices m_notices;
    JoinClaims m_claims;
    bool m_isPerformingWaiting = false;
};

template <typename Request>
void RoomShard::performInOrder(Room &room, Request &&request)
{
    if (room.waiting().empty() && !room.isWaitingForBroker())
        performUnlessHeld(room, std::forward<Request>(request));
    else
        room.waiting().emplace_back(std::forward<Request>(request));
}

template <typename Request>
void RoomShard::performUnlessHeld(Room &room, Request &&request)
{
    if (m_claims.hold(request))
        return;
    if constexpr (requires { m_gate.hold(room, request); }) {
        if (m_gate.hold(room, request))
            return;
    }
    perform(room, std::forward<Request>(request));
}

} // namespace signalbox

#pragma once

#include "core/hub/broker.h"
#include "core/hub/clientdelivery.h"
#include "core/hub/historyreclaimer.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/replayreads.h"
#include "core/hub/roomnotices.h"
#include "core/hub/roomtable.h"
#include "core/hub/shardfanout.h"

namespace signalbox {

class MessageTap;

//! Why a client cannot be in a room.
struct RoomRefusal
{
    EnvelopeErrorCode code = EnvelopeErrorCode::RoomLimit;
    QString text;
    const char *limit = nullptr; //!< see JoinRejection
};

//! The rooms whose shard is this io thread: their members, and the path of a publication through the broker
//! to the threads of the members, in one order for all of them. Handles the requests of every thread, those
//! of one thread in the order in which it made them.
//!
//! A room is blocked while the broker opens its stream, and while the backlog of a thread with members of it is
//! too large. Requests to a blocked room wait in it, in their order; only reads for replays never do.
class RoomShard final : private BrokerEventHandler, private RoomNotices::Sender
{
public:
    //! Receives the events of \a broker. \a memory is shared by all shards. All outlive the shard.
    RoomShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, Broker &broker, const HubRules &rules,
              RoomLedger &ledger, MemoryBudget &memory, ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(RoomShard)

    //! Null: messages are not observed.
    void setTap(MessageTap *tap) { m_tap = tap; }

    void handle(RoomPublish &&request);
    void handle(RoomJoin &&request);
    //! Also of a client that has disconnected.
    void handle(RoomLeave &&request);
    void handle(PresenceQuery &&request);
    void handle(HistoryQuery &&request);
    void handle(ReplayRead &&request) { m_replays.handle(std::move(request)); }
    void handle(MembershipQuery &&request);
    void handle(ServerRoomPublish &&request);
    void handle(ReclaimHistory) { m_reclaimer.start(); }
    //! Drops history if a limit of memory is exceeded, as it may be when it has changed.
    void checkMemory() { m_reclaimer.check(); }
    void handle(RoomGivesWay &&request) { m_rooms.giveWay(request.room, request.ticket); }
    //! A thread whose backlog was too large has worked most of it off.
    void resume();

    const RoomTable &rooms() const { return m_rooms; }
    //! The first \a most members of \a room; empty if there is no such room.
    RoomMembers membersOf(const QString &room, std::size_t most) const;

private:
    bool isBlocked(const Room &room);
    template <typename Request>
    void performInOrder(Room &room, Request &&request);
    void performWaiting(const QString &name);
    void setIdleIfUnused(Room &room);
    void countMemory(Room &room);
    void dropHistory(Room &room, qint64 bytes);
    void wakeOtherReclaimers();

    void perform(Room &room, RoomPublish &&request);
    void perform(Room &room, RoomJoin &&request);
    void perform(Room &room, RoomLeave &&request);
    void perform(Room &room, PresenceQuery &&request);
    void perform(Room &room, HistoryQuery &&request);
    void perform(Room &room, MembershipQuery &&request);

    void handle(StreamOpened &&event) override;
    void handle(PublicationReceived &event) override;
    void handle(HistoryReadDone &&event) override;
    void handle(ReplayReadDone &&event) override;
    void handle(BrokerFailure &&event) override;
    void fail(const PublishOrigin &origin, const QString &room);
    void fail(const HistoryQuery &query, const QString &room);
    void fail(const ReplayRead &read, const QString &room);
    void fail(BrokerFailure::OfOpen, const QString &room);
    void reject(RoomRequest &&request);

    void notify(Room &room, const Membership &about, RoomNotices::Kind kind);
    void sendNotice(Room &room, const Membership &about, RoomNotices::Kind kind) override;
    void broadcast(const Room &room, RoomBroadcast &&message);
    void answer(const Requester &requester, QByteArray &&message);
    void answerError(const Requester &requester, EnvelopeErrorCode code, const QString &text);
    void rejectJoin(RoomJoin &&join, const RoomRefusal &refusal);

    IoLoop &m_loop;
    HubLink &m_link;
    ShardFanout &m_fanout;
    const HubRules &m_rules;
    MessageTap *m_tap = nullptr;
    RoomMemory m_memory;
    RoomTable m_rooms;
    HistoryReclaimer m_reclaimer;
    ReplayReads m_replays{m_rooms, m_link};
    RoomNotices m_notices;
    std::vector<QString> m_blockedRooms; //!< where requests wait for a thread
    bool m_isPerformingWaiting = false;
};

} // namespace signalbox

#pragma once

#include "core/hub/broker.h"
#include "core/hub/membership.h"
#include "core/hub/readervotes.h"
#include "core/hub/recipientlists.h"
#include "core/hub/roommemory.h"
#include "core/hub/shardrequest.h"
#include "core/policy/roompolicies.h"
#include "core/policy/workaccount.h"

#include <QString>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

//! A room as its shard knows it: its members, their threads, and its position in the broker's stream. Lives
//! on the shard's io thread.
class Room final
{
public:
    //! \a noticeRate: of noticeAccount.
    Room(QString name, std::size_t threadCount, qint64 noticeRate = 0);
    Q_DISABLE_COPY_MOVE(Room)

    const QString &name() const { return m_name; }

    //! The rules of this room among \a policies; null: there are none.
    const RoomSettings &policy(const std::shared_ptr<const RoomPolicies> &policies) const
    {
        return m_policy.find(m_name, policies);
    }

    //! False: it is a member already.
    bool add(const Membership &member);
    //! False: it was not a member.
    bool remove(ConnectionId client);
    //! Null: it is not a member.
    const Membership *find(ConnectionId client) const;
    std::size_t size() const { return m_members.size(); }
    //! Membership::isBehind of \a client; false: nothing has changed.
    bool setBehind(ConnectionId client, bool isBehind);
    //! Whether most readers are behind, \a publisher not counted: see ReaderVotes. They are counted only if there are any.
    bool isMajorityBehind(ConnectionId publisher) const;
    //! Whether that is so for every publisher, if it has been asked before; else false.
    bool isMajorityBehindForAll() const { return m_votes && m_votes->isMajorityBehindForAll(); }
    std::size_t sizeOn(std::size_t thread) const { return m_onThread[thread]; }
    std::size_t countOf(Dialect dialect) const { return m_ofDialect[std::size_t(dialect)]; }
    //! In the order of their ids, so that a list can be continued behind an id.
    const std::map<ConnectionId, Membership> &members() const { return m_members; }
    //! Returns who gets a publication of the room, or (\a isNotice) a notice, for the log: one list as long as the members stay
    //! the same. Null: \a lists can make none now.
    RecipientList recipients(bool isNotice, RecipientLists &lists, TimePoint now) const;

    //! The room's stream at the broker. Null only while that opens it.
    RoomStream *stream() const { return m_stream.get(); }
    void setStream(std::unique_ptr<RoomStream> stream) { m_stream = std::move(stream); }
    //! Of the last publication that the shard received. The epoch is empty until the stream is open.
    const StreamPosition &position() const { return m_position; }
    void setPosition(const StreamPosition &position, const StreamPosition &previous = {})
    {
        m_position = position;
        m_previous = previous;
    }
    //! Where the numbering before has ended; see RoomNumbering.
    const StreamPosition &previous() const { return m_previous; }
    void setReceived(quint64 seq, TimePoint now)
    {
        m_position.seq = seq;
        m_lastReceivedAt = now;
    }
    //! None: no publication since the shard opened the stream.
    std::optional<TimePoint> lastReceivedAt() const { return m_lastReceivedAt; }

    //! Whether requests have to wait for the broker to open the stream.
    bool isWaitingForBroker() const { return m_position.epoch.isEmpty(); }

    //! Requests that wait for the broker, in order. While there are any, all requests to the room are added here.
    //! Bounded by the credit of the requesters.
    std::deque<RoomRequest> &waiting() { return m_waiting; }

    //! What the room takes, its history included. Only while it has a stream.
    RoomBytes bytes() const;
    //! As RoomMemory counts it.
    CountedRoom counted;

    //! Deliveries of notices, see RoomNotices.
    WorkAccount noticeAccount;
    //! Calls of the stream, and claims in the cluster's directory, whose result has not arrived; the room stays open for them.
    int pendingCalls = 0;
    //! Of RoomLedger; 0: the room is not counted.
    quint64 ticket = 0;
    //! Of RoomTable::slotList().
    std::size_t slot = 0;
    //! When a room without members is closed; it is kept for its history until then. None: it has members.
    std::optional<TimePoint> idleUntil;

private:
    QString m_name;
    RoomPolicyCache m_policy;
    std::unique_ptr<RoomStream> m_stream;
    StreamPosition m_position;
    StreamPosition m_previous;
    std::optional<TimePoint> m_lastReceivedAt;
    std::map<ConnectionId, Membership> m_members;
    std::size_t m_behind = 0;                     //!< members
    mutable std::unique_ptr<ReaderVotes> m_votes; //!< null: it would be made again; only while m_behind > 0
    std::vector<std::size_t> m_onThread;
    std::array<std::size_t, 2> m_ofDialect{};
    //! Of publications and notices; gone when no entry of the log has them any more.
    mutable std::array<std::weak_ptr<RecipientList::element_type>, 2> m_recipients;
    std::deque<RoomRequest> m_waiting;
};

} // namespace signalbox

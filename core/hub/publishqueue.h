#pragma once

#include "core/hub/shardrequest.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>

namespace signalbox {

//! The publications of one room that wait in its shard, because most of its readers are behind. Each sender has a queue of
//! its own, in which its requests keep their order: none waits for another sender.
//!
//! - A publication is due MaxWait after it arrived. A sender with more than one is slowed to Rate: its next is due when the
//!   time for the one before has passed, which is MaxWait at most. So a single publication never waits longer than MaxWait,
//!   and a sender at full speed gets one large publication per MaxWait through.
//! - What changes the membership of a sender stays behind its publications, which would fail otherwise; it is due as soon as
//!   it is the first of its sender.
//! - When a sender has disconnected, what is left of it is due MaxWait after it arrived, so that it is not a member for longer.
//!
//! Plain class. Its memory is bounded by the credit of the senders, which they get back when they are answered.
class PublishQueue
{
public:
    using Request = std::variant<RoomPublish, RoomJoin, RoomLeave, MembershipQuery>;

    bool isEmpty() const { return m_senders.empty(); }
    bool holds(ConnectionId sender) const { return m_senders.contains(sender); }
    //! Whether a leave of \a sender waits: its later joins have to wait behind it.
    bool holdsLeaveOf(ConnectionId sender) const;

    void add(ConnectionId sender, Request &&request, TimePoint now);

    //! Takes the first request that is due at \a now. Without \a publications only one that is none.
    std::optional<Request> takeDue(TimePoint now, bool publications = true);
    //! Takes the oldest publication whose sender \a mayPublish (a function of ConnectionId); it is the first request of that
    //! sender. Senders before \a from are not asked; it is moved behind the one found, for the next call of the same round.
    template <typename MayPublish>
    std::optional<Request> takeNext(quint64 &from, MayPublish mayPublish)
    {
        for (auto next = m_heads.lower_bound(from); next != m_heads.end(); ++next) {
            if (!mayPublish(next->second))
                continue;
            from = next->first + 1;
            return take(m_senders.find(next->second));
        }
        return {};
    }
    //! When takeDue() has the next request; none: the queue is empty.
    std::optional<TimePoint> due() const;

    static constexpr Milliseconds MaxWait{1000};
    //! Bytes of one sender a second, with the overhead of a request (Requester::credit), while most readers are behind.
    static constexpr qint64 Rate = 16 * 1024;

private:
    struct Waiting
    {
        Request request;
        TimePoint arrivedAt;
        quint64 number = 0; //!< in the order of arrival
    };
    struct Sender
    {
        std::deque<Waiting> requests; //!< never empty
        TimePoint paidUntil;          //!< the time for its latest publication that was due has passed then
        TimePoint dueAt;              //!< of the first request
        bool hasDisconnected = false;
    };
    using Senders = std::unordered_map<ConnectionId, Sender>;

    Request take(Senders::iterator sender);
    void insertHead(ConnectionId id, Sender &sender);
    void eraseHead(ConnectionId id, const Sender &sender);

    Senders m_senders;
    std::set<std::pair<TimePoint, ConnectionId>> m_due; //!< first requests, when they are due
    std::map<quint64, ConnectionId> m_heads;            //!< first requests that are publications, by number
    quint64 m_lastNumber = 0;
};

} // namespace signalbox

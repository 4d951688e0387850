#pragma once

#include "core/base/clock.h"
#include "core/hub/hubsettings.h"
#include "core/protocol/request.h"

#include <QByteArray>

#include <deque>
#include <functional>

namespace signalbox {

//! A publication of this node that Redis has to number.
struct QueuedPublish
{
    quint64 counter = 0; //!< as in PublicationId
    QByteArray payload;
    HistorySettings limits; //!< of the room
    TimePoint since;        //!< when it was received
    TimePoint deadline;     //!< then it fails
};

//! What Redis has answered to a publication.
struct PublishAnswer
{
    enum class Status : quint8 {
        Published,
        Known,   //!< it was published before
        Behind,  //!< not published: this node has to synchronize first
        Refused, //!< not published: Redis has reported an error
        Unknown, //!< the connection was lost, or there is none
    };
    Status status = Status::Unknown;
    StreamPosition position = {}; //!< of the last publication then
};

//! The publications of this node to one room, until they have arrived: Redis distributes each of them at most once, and in the order
//! in which they were added, also if they have to be sent again.
//!
//!   Waiting ── sent ──► Sent ── Redis has it ──► Published ── it arrives by subscription or stream ──► done
//!      ▲                 │
//!      └── not, or unknown
//!
//! When one is not published, no other is sent until all answers are there; then those that wait are sent again. Redis knows the
//! counters, so that one which was published meanwhile is not published twice. One that cannot be published in front of a later
//! one any more fails. Plain class; the thread of the broker.
class RoomPublisher final
{
public:
    struct Actions
    {
        //! Sends it to Redis: answered() follows, later.
        std::function<void(const QueuedPublish &publish)> send;
        //! It is done: it has arrived, or has failed.
        std::function<void(const QueuedPublish &publish, bool hasArrived)> finish;
        //! This node has to compare its position with that of Redis, at once.
        std::function<void()> synchronize;
    };

    explicit RoomPublisher(Actions actions)
        : m_actions(std::move(actions))
    {
    }
    Q_DISABLE_COPY_MOVE(RoomPublisher)

    void add(QueuedPublish &&publish);
    void answered(quint64 counter, const PublishAnswer &answer, TimePoint now);
    //! The publication with \a counter has been delivered. False: nobody waits for it, because it has failed.
    bool arrived(quint64 counter);
    //! The room is delivered from \a position on; what was published before it has not arrived.
    void skipped(const StreamPosition &position);
    //! Whether publications may be sent: the position in the room is known, and there is a connection.
    void setAllowed(bool isAllowed);
    //! Sends again what waits, if it is time.
    void retry(TimePoint now);
    //! Fails what is late, and asks to synchronize when a publication should have arrived.
    void expire(TimePoint now);
    bool isEmpty() const { return m_queue.empty(); }
    //! Fails all.
    void clear();

    //! After an error, until it is tried again.
    static constexpr Milliseconds RetryEvery{100};
    //! After the answer of Redis, until the publication has to be there.
    static constexpr Milliseconds ArrivalTime{250};

private:
    enum class State : quint8 { Waiting, Sent, Published };
    struct Entry
    {
        QueuedPublish publish;
        State state = State::Waiting;
        StreamPosition position = {}; //!< when Published
        TimePoint dueAt = {};         //!< when Published
    };
    using Queue = std::deque<Entry>;

    Queue::iterator find(quint64 counter);
    void send(Entry &entry);
    void sendWaiting();
    void finish(Queue::iterator entry, bool hasArrived);

    Actions m_actions;
    Queue m_queue; //!< in the order of their counters
    std::size_t m_inFlight = 0;
    quint64 m_lastPublished = 0; //!< counter
    bool m_isAllowed = false;
    bool m_isHolding = false; //!< nothing is sent until m_inFlight is 0
    TimePoint m_retryAt;
};

} // namespace signalbox

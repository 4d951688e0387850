#pragma once

#include "core/base/namehash.h"
#include "core/hub/publishqueue.h"
#include "core/hub/room.h"
#include "core/loop/ioloop.h"

#include <set>
#include <utility>
#include <vector>

namespace signalbox {

class RoomTable;

//! Decides which publications of the rooms of a shard wait, and how long: while most readers of the room are behind (see
//! PublishQueue), and while the backlog of a thread with members is too large. Everything else passes, except what changes
//! the membership of a sender whose publications wait. Publications of the server itself never wait.
//!
//! What waits is performed at the end of a turn, in pieces, so that readers which fall behind are noticed in between. Lives on
//! the shard's io thread.
class PublishGate final : private Flushable
{
public:
    //! The shard.
    class Performer
    {
    public:
        //! Whether the backlog of a thread with members of \a room is too large. If so, resume() is called later.
        virtual bool isBacklogged(const Room &room) = 0;
        //! Performs a request that has waited. May close \a room.
        virtual void performHeld(Room &room, PublishQueue::Request &&request) = 0;

    protected:
        ~Performer() = default;
    };

    //! All outlive the gate.
    PublishGate(IoLoop &loop, const RoomTable &rooms, Performer &performer);

    //! Keeps the request of a member if it has to wait; returns false otherwise.
    [[nodiscard]] bool hold(Room &room, RoomPublish &request);
    [[nodiscard]] bool hold(Room &room, RoomJoin &request);
    [[nodiscard]] bool hold(Room &room, RoomLeave &request);
    [[nodiscard]] bool hold(Room &room, MembershipQuery &request);
    //! Whether requests to \a room wait: it has to stay open for them.
    bool isHolding(const QString &room) const;

    //! Readers of \a room have come, gone, fallen behind or caught up.
    void readersChanged(const Room &room);
    //! The backlog of a thread is not too large any more.
    void resume();

    //! What waits in one room is performed in pieces of about so many bytes (as Requester::credit) or this time.
    static constexpr qint64 MaxPieceBytes = 64 * 1024;
    static constexpr Milliseconds MaxPieceTime{1};

private:
    struct Waiting
    {
        PublishQueue queue;
        std::optional<TimePoint> dueAt; //!< in m_due
        bool isReady = false;           //!< in m_ready
    };
    using Rooms = NameMap<Waiting>;

    void flush() override;
    void handleDue();
    void keep(const Room &room, ConnectionId sender, PublishQueue::Request &&request);
    bool holdBehindLeave(const Room &room, ConnectionId sender) const;
    void schedule(Rooms::value_type &waiting);
    void updateDue(Rooms::value_type &waiting);
    void performPiece(Rooms::value_type &waiting);
    std::optional<PublishQueue::Request> takeNext(PublishQueue &queue, const Room &room, quint64 &from);

    IoLoop &m_loop;
    const RoomTable &m_rooms;
    Performer &m_performer;
    Rooms m_waiting;
    std::vector<QString> m_ready; //!< rooms in which something may be performed at the end of the turn
    std::set<std::pair<TimePoint, QString>> m_due; //!< when the next request of a room is due
    WheelTimer m_timer;                            //!< armed for the first of m_due
};

} // namespace signalbox

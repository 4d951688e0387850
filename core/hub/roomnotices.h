#pragma once

#include "core/base/namehash.h"
#include "core/hub/room.h"
#include "core/loop/ioloop.h"
#include "core/policy/workaccount.h"

#include <unordered_map>
#include <vector>

namespace signalbox {

class RoomTable;

//! The notices (joined, left) of the rooms of a shard. They are hints: those of one turn are sent together at its end, a pair
//! of one client within a turn cancels out, and above a bound of deliveries they are left out, because a notice costs as much
//! as a message to all members, and joining costs next to nothing.
//!
//! The joined of a client comes before its messages. Lives on the shard's io thread.
class RoomNotices final : private Flushable
{
public:
    enum class Kind : quint8 { Joined, Left };
    //! The shard.
    class Sender
    {
    public:
        //! Sends the notice about \a client to the members of \a room with an envelope, except that client.
        virtual void sendNotice(Room &room, const Membership &client, Kind kind) = 0;

    protected:
        ~Sender() = default;
    };

    //! All outlive it.
    RoomNotices(IoLoop &loop, RoomTable &rooms, Sender &sender);

    //! \a client has just become, or been, a member of \a room.
    void add(const Room &room, const Membership &client, Kind kind);
    //! \a client is about to publish in \a room: its notice is sent now, if there is one.
    void sendBefore(Room &room, ConnectionId client);

    //! Deliveries of notices a second, of one room and of the shard, of which WorkAccount saves up some seconds' worth.
    static constexpr qint64 RoomRate = 25'000;
    static constexpr qint64 ShardRate = 100'000;

private:
    struct Notice
    {
        Membership client;
        Kind kind = Kind::Joined;
        bool isCancelled = false;
    };
    struct Pending
    {
        std::vector<Notice> notices;
        std::unordered_map<ConnectionId, std::size_t>
            positions; //!< in `notices`, of those that are not cancelled
    };

    void flush() override;
    void send(Room &room, const Notice &notice);

    IoLoop &m_loop;
    RoomTable &m_rooms;
    Sender &m_sender;
    NameMap<Pending> m_pending;
    WorkAccount m_account; //!< of deliveries
};

} // namespace signalbox

#pragma once

#include "core/hub/delivery.h"
#include "core/hub/hubsettings.h"
#include "core/hub/orders.h"
#include "core/hub/roomtable.h"
#include "core/hub/shardfanout.h"
#include "core/protocol/envelopeerror.h"

namespace signalbox {

class MessageTap;

//! The rooms that are at home on this io thread: numbers what is said in them, keeps the last of it, and
//! sends it, in that one order, to the threads of their members. Asked by every thread, each in the order of
//! its asking.
class RoomShard final
{
public:
    //! For the table of rooms: \a budget and \a counters. All outlive it.
    RoomShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, const HubRules &rules, RoomBudget &budget,
              ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(RoomShard)

    void setTap(MessageTap *tap) { m_tap = tap; }

    void join(const JoinOrder &order);
    //! Of a requester that is gone nothing is answered.
    void leave(const LeaveOrder &order);
    void publish(const PublishOrder &order);
    //! What the server itself says; returns how many members it goes to.
    quint32 announce(const QString &room, const PreparedMessage &message);
    void presence(const PresenceOrder &order);
    void history(const HistoryOrder &order);

    //! A thread that lagged behind has caught up.
    void resume();

    const RoomTable &rooms() const { return m_rooms; }
    //! At most \a most of them; nobody when there is no such room.
    RoomMembers membersOf(const QString &room, std::size_t most) const;
    //! Calls \a answer behind everything asked of \a room before.
    void findMember(const QString &room, ConnectionId client, std::function<void(bool isIn)> answer);

private:
    bool isBlocked(const Room &room);
    void ask(Room &room, std::function<void()> request);
    void runWaiting(const QString &name);

    void enter(Room &room, const JoinOrder &order);
    void exit(Room &room, const LeaveOrder &order);
    void say(Room &room, const PublishOrder &order);
    void notify(Room &room, const Membership &about,
                QByteArray (*notice)(QStringView, QStringView, ConnectionId));
    void deliver(Room &room, Delivery &&delivery);
    void answer(const Requester &requester, const QByteArray &message);
    void refuse(const Requester &requester, EnvelopeErrorCode code, const QString &text);

    IoLoop &m_loop;
    HubLink &m_link;
    ShardFanout &m_fanout;
    const HubRules &m_rules;
    MessageTap *m_tap = nullptr;
    RoomTable m_rooms;
    std::vector<QString> m_heldRooms; //!< where something waits
};

} // namespace signalbox

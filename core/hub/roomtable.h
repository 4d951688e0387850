#pragma once

#include "core/base/namehash.h"
#include "core/base/servercounters.h"
#include "core/base/slotlist.h"
#include "core/hub/broker.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/room.h"
#include "core/hub/roomledger.h"
#include "core/loop/ioloop.h"
#include "core/model/roomlist.h"

#include <memory>
#include <set>

namespace signalbox {

//! The rooms of one shard. A room is created by its first join. It is closed after its last leave, once its
//! history has expired. Lives on the shard's io thread.
class RoomTable final
{
public:
    //! \a broker opens the streams of the rooms. \a ledger is shared by all shards; \a link tells them which rooms give
    //! way; \a counters count the rooms of this one. All outlive the table.
    RoomTable(IoLoop &loop, HubLink &link, Broker &broker, const HubRules &rules, RoomLedger &ledger,
              ServerCounters &counters);
    ~RoomTable();
    Q_DISABLE_COPY_MOVE(RoomTable)

    //! Null: there is no such room.
    Room *find(const QString &name) const;
    struct Opened
    {
        Room *room = nullptr; //!< in use. Null: it cannot be created
        RoomLedger::Verdict verdict = RoomLedger::Verdict::Counted;
        bool isNew = false;
    };
    //! Finds the room for a new member, or creates it and asks the broker to open its stream. \a creator: the address that
    //! a new room counts for; null: it counts for none.
    Opened open(const QString &name, const QHostAddress &creator);
    //! \a room has no members: closes it, or keeps it until its history has expired. Returns false if it was closed.
    bool setIdle(Room &room);
    //! Closes the room.
    void erase(const QString &name);
    //! Closes the room \a name if it is still the one with \a ticket: it gives way to another one.
    void giveWay(const QString &name, RoomLedger::Ticket ticket);

    std::size_t size() const { return m_rooms.size(); }
    //! All rooms, for a walk in slices of time.
    const SlotList<Room> &slotList() const { return m_slots; }
    static RoomSnapshot snapshotOf(const Room &room);

private:
    //! Returns null if the idle room has given way meanwhile, and is closed.
    Room *setInUse(Room *room);
    RoomLedger::Result addToLedger(const QString &name, const QHostAddress &creator);
    void forget(Room &room);
    void close(const QString &name);
    void updateCounter();
    void eraseExpired();
    void armExpiry();

    IoLoop &m_loop;
    HubLink &m_link;
    Broker &m_broker;
    const HubRules &m_rules;
    RoomLedger &m_ledger;
    ServerCounters &m_counters;
    NameMap<std::unique_ptr<Room>> m_rooms;
    SlotList<Room> m_slots;
    std::set<std::pair<TimePoint, QString>> m_idle; //!< rooms without members, by the time they are closed
    WheelTimer m_expiry;
    mutable Room *m_lastFound = nullptr; //!< the last result of find()
};

} // namespace signalbox

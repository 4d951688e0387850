#pragma once

#include "core/base/namehash.h"
#include "core/base/servercounters.h"
#include "core/hub/broker.h"
#include "core/hub/hubsettings.h"
#include "core/hub/room.h"
#include "core/hub/roombudget.h"
#include "core/loop/ioloop.h"
#include "core/model/roomlist.h"

#include <memory>
#include <set>

namespace signalbox {

class Query;

//! The rooms of one shard. A room is created by its first join. It is closed after its last leave, once its
//! history has expired. Lives on the shard's io thread.
class RoomTable final
{
public:
    //! \a broker opens the streams of the rooms. \a budget is shared by all shards; \a counters
    //! count the rooms of this one. All outlive the table.
    RoomTable(IoLoop &loop, std::size_t threadCount, Broker &broker, const HubRules &rules,
              RoomBudget &budget, ServerCounters &counters);
    ~RoomTable();
    Q_DISABLE_COPY_MOVE(RoomTable)

    //! Null: there is no such room.
    Room *find(const QString &name) const;
    //! Asks the broker to open the stream of a new room. Null: there are hub.max_rooms rooms with members.
    Room *findOrCreate(const QString &name);
    //! \a room has no members: closes it, or keeps it until its history has expired. Returns false if it was closed.
    bool setIdle(Room &room);
    void setInUse(Room &room);
    //! Closes the room.
    void erase(const QString &name);

    std::size_t size() const { return m_rooms.size(); }
    //! The rooms that \a filter accepts; if there are more than \a most, those with most members.
    RoomList list(const Query &filter, std::size_t most) const;

private:
    static RoomSnapshot snapshotOf(const Room &room);
    bool takeFromBudget();
    void updateCounter();
    void eraseExpired();
    void armExpiry();

    IoLoop &m_loop;
    std::size_t m_threadCount;
    Broker &m_broker;
    const HubRules &m_rules;
    RoomBudget &m_budget;
    ServerCounters &m_counters;
    NameMap<std::unique_ptr<Room>> m_rooms;
    std::set<std::pair<TimePoint, QString>> m_idle; //!< rooms without members, by the time they are closed
    WheelTimer m_expiry;
    mutable Room *m_lastFound = nullptr; //!< the last result of find()
};

} // namespace signalbox

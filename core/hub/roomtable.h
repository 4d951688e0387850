#pragma once

#include "core/base/servercounters.h"
#include "core/hub/room.h"
#include "core/hub/roombudget.h"
#include "core/loop/ioloop.h"
#include "core/model/roomlist.h"

#include <memory>
#include <set>
#include <unordered_map>

namespace signalbox {

//! The rooms at home on one io thread. A room comes with the first join and goes with the last leave once its
//! history has aged. Lives on that thread.
class RoomTable final
{
public:
    //! \a budget is that of all shards; \a counters count the rooms of this one. All outlive it.
    RoomTable(IoLoop &loop, std::size_t threadCount, const HubRules &rules, RoomBudget &budget,
              ServerCounters &counters);
    ~RoomTable();
    Q_DISABLE_COPY_MOVE(RoomTable)

    //! Null: there is no such room.
    Room *find(const QString &name) const;
    //! Null: hub.max_rooms are there, and somebody is in each of them.
    Room *findOrMake(const QString &name);
    //! Nobody is in \a room: it goes when its history has aged, or now.
    void setIdle(Room &room);
    void setInUse(Room &room);

    std::size_t size() const { return m_rooms.size(); }
    //! The rooms with \a part in their names (any case), as they are now; of more than \a most the fullest.
    RoomList list(QStringView part, std::size_t most) const;

private:
    bool makePlace();
    void count();
    void erase(const QString &name);
    void eraseAged();
    void armAgeing();

    IoLoop &m_loop;
    std::size_t m_threadCount;
    const HubRules &m_rules;
    RoomBudget &m_budget;
    ServerCounters &m_counters;
    std::unordered_map<QString, std::unique_ptr<Room>> m_rooms;
    std::set<std::pair<TimePoint, QString>> m_idle; //!< empty rooms, by when they go
    WheelTimer m_ageing;
};

} // namespace signalbox

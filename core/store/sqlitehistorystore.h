#pragma once

#include "core/hub/hubsettings.h"
#include "core/store/closedrooms.h"
#include "core/store/historywriter.h"
#include "core/store/sqlitehistory.h"
#include "core/store/storereplies.h"

#include <map>

namespace signalbox {

class StoredRoomHistory;

//! Keeps the history of rooms in the file of a Store, where it outlives the server, and the newest messages of open rooms in
//! memory, too. One for the shard of each io thread.
//!
//! Opening a room never waits: where its numbering stands is known for all rooms in the file. Messages are loaded when a read
//! wants them; meanwhile the reads of that room wait, and nothing else does. When they cannot be loaded within LoadPatience,
//! they count as not kept.
//!
//! A closed room stays in the file until its messages have expired since it was closed (history.age), it gives way to another
//! room, or more than hub.max_rooms are closed: then those that were closed first go.
class SqliteHistoryStore final : public HistoryStore
{
public:
    //! Takes those rooms of \a history that \a isOwn accepts.
    SqliteHistoryStore(IoLoop &loop, const HubRules &rules, std::shared_ptr<SqliteHistory> history,
                       const std::function<bool(QStringView room)> &isOwn,
                       Milliseconds loadPatience = LoadPatience);
    //! All rooms are closed before.
    ~SqliteHistoryStore() override;
    Q_DISABLE_COPY_MOVE(SqliteHistoryStore)

    std::unique_ptr<RoomHistory> open(const QString &room, Opened opened) override;

    // For the open rooms:

    const HubRules &rules() const { return m_rules; }
    TimePoint now() const { return m_loop.now(); }
    WallTime wallNow() const { return m_loop.wallNow(); }
    HistoryWriter &writer() { return m_writer; }
    //! Reads the messages from \a oldest to \a last. StoredRoomHistory::loaded() follows, later.
    void load(const StoredRoomHistory &room, quint64 oldest, quint64 last);
    void add(StoredRoomHistory &room);
    void remove(const StoredRoomHistory &room);
    //! \a room was just written.
    void addClosed(StoredRoom &&room);

    //! A disk that hangs must not hold the clients that replay a room for ever.
    static constexpr Milliseconds LoadPatience{10'000};

private:
    struct Load
    {
        TimePoint until;
        qint64 room;
    };

    void finishLoad(quint64 number, std::optional<StoredMessages> &&messages);
    void endLateLoads();
    void sweep();
    bool sweepClosed(TimePoint end);
    Milliseconds ageOf(const QString &room) const;
    Milliseconds shortestAge() const;
    bool sweepOpen(TimePoint end);
    void removeSurplus();

    IoLoop &m_loop;
    const HubRules &m_rules;
    Milliseconds m_loadPatience;
    std::shared_ptr<SqliteHistory> m_history;
    HistoryWriter m_writer;
    ClosedRooms m_closed;
    std::map<qint64, StoredRoomHistory *> m_open; //!< by the id of the room
    bool m_isSweepingClosed = false;              //!< ClosedRooms::walk() has begun
    qint64 m_swept = 0;                           //!< the last open room that sweep() has visited
    std::map<quint64, Load> m_loads;              //!< by number, ascending in time
    quint64 m_lastLoad = 0;
    WheelTimer m_loadsDue;
    WheelTimer m_sweepDue;
    StoreReplies m_replies; //!< last: nothing arrives while the others are destroyed
};

} // namespace signalbox

#pragma once

#include "core/base/clock.h"
#include "core/hub/historystore.h"

#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

class Database;

//! What the file knows of a room beside its messages.
struct StoredRoom
{
    qint64 id = 0; //!< in the file; never used for another room
    QString name = {};
    StreamPosition last = {};     //!< of the last message
    StreamPosition previous = {}; //!< see RoomNumbering
    quint64 oldest = 1;           //!< seq; older messages are not kept
    WallTime used = {};           //!< when it was written last

    friend bool operator==(const StoredRoom &, const StoredRoom &) = default;
};

//! The rooms and messages in the file of a Store. On the store's thread, inside a transaction; failures are those of the
//! Database. What is damaged is as if it were not there.
class RoomRecords final
{
public:
    explicit RoomRecords(Database &database)
        : m_database(database)
    {
    }

    //! Returns all rooms, without their messages. Of two with the same name only the newer one.
    std::vector<StoredRoom> rooms();
    //! An id above all that were ever used.
    qint64 nextId();
    bool contains(qint64 room);
    void put(const StoredRoom &room);
    //! Also call removeMessages().
    void remove(qint64 room);
    //! Removes the rooms that were written last before \a time. Also remove their messages.
    void removeUsedBefore(WallTime time);
    //! Each room gets a new epoch and remembers the one before: numbers that were given in that may be lost.
    void renumber();

    void addMessage(qint64 room, const RoomMessage &message);
    //! Returns the messages with seq in [\a oldest, \a last], without a gap and up to \a last: the newest ones that are not
    //! older than \a since, at most \a most, and of \a maxBytes together (0: no limit). Empty if the last one is not there.
    StoredMessages messages(qint64 room, quint64 oldest, quint64 last, WallTime since, qint64 most,
                            qint64 maxBytes);
    //! Returns the lowest id above \a room that messages have; the room itself may be missing.
    std::optional<qint64> roomWithMessages(qint64 room);
    //! Removes messages with a lower seq than \a below, at most \a most of them. Returns whether more may be left.
    bool removeMessages(qint64 room, quint64 below, qint64 most);

private:
    Database &m_database;
};

} // namespace signalbox

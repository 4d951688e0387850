#pragma once

#include "core/policy/memorybudget.h"

#include <array>
#include <list>

namespace signalbox {

class Room;
class RoomMemory;

//! The bytes that a room takes.
struct RoomBytes
{
    qint64 history = 0; //!< of its messages
    qint64 rest = 0;    //!< of the room and its members

    friend bool operator==(const RoomBytes &, const RoomBytes &) = default;
};

//! What RoomMemory knows of a room, as a member of the room. A room that is destroyed does not count any more.
class CountedRoom
{
public:
    CountedRoom() = default;
    ~CountedRoom();
    Q_DISABLE_COPY_MOVE(CountedRoom)

private:
    friend class RoomMemory;
    RoomMemory *m_memory = nullptr; //!< null: not counted yet
    RoomBytes m_bytes;
    bool m_isIdle = false;
    std::list<Room *>::iterator m_place;
};

//! Counts the memory of the rooms of one shard in the MemoryBudget, and knows the largest. An idle room, which nobody is in,
//! counts as history with all its bytes; of others the messages do. Lives on the shard's io thread.
class RoomMemory final
{
public:
    //! \a budget is shared by all shards, and outlives this.
    explicit RoomMemory(MemoryBudget &budget)
        : m_budget(budget)
    {
    }
    //! All rooms are destroyed before.
    ~RoomMemory() = default;
    Q_DISABLE_COPY_MOVE(RoomMemory)

    //! Counts \a bytes for \a room, whose member \a counted is, instead of what was counted for it before.
    void count(Room &room, CountedRoom &counted, const RoomBytes &bytes, bool isIdle);

    //! Returns one of the largest idle rooms: its history has at least half the bytes of any other. Null: there is none.
    //! Equal rooms take turns.
    Room *largestIdle() { return largestOf(m_idle); }
    //! The same of the rooms with members; null: none has a message.
    Room *largestInUse() { return largestOf(m_inUse); }

    //! Returns how many of \a excess bytes the idle rooms of this shard have to give, when the largest of all shards are
    //! made smaller, down to one size for all. An estimate by the numbers of rooms of each size.
    qint64 shareOfIdle(qint64 excess) const;
    //! The same of the rooms with members.
    qint64 shareInUse(qint64 excess) const;

    //! Bytes of this shard in MemoryPart::History, and in MemoryBudget::idleHistory().
    qint64 history() const { return m_history; }
    qint64 idleHistory() const { return m_idleHistory; }

private:
    friend class CountedRoom;
    using Rooms = std::list<Room *>;
    //! Rooms by the number of binary digits of the bytes of their history.
    using RoomsBySize = std::array<Rooms, HistorySizes::MostDigits + 1>;

    //! What a room adds to the sums.
    struct Sums
    {
        qint64 rooms = 0;
        qint64 history = 0;
        qint64 idleHistory = 0;
    };

    static Room *largestOf(RoomsBySize &rooms);
    static Sums sumsOf(const CountedRoom &counted);
    static qint64 shareOf(qint64 excess, const RoomsBySize &own, const HistorySizes &all);
    static std::size_t digitsOf(const CountedRoom &counted);
    Rooms &listOf(const CountedRoom &counted);
    HistorySizes &sizesOf(const CountedRoom &counted);
    void remove(CountedRoom &counted);
    void change(const Sums &before, const Sums &now);

    MemoryBudget &m_budget;
    RoomsBySize m_idle;
    RoomsBySize m_inUse; //!< the first holds those without messages
    qint64 m_history = 0;
    qint64 m_idleHistory = 0;
};

} // namespace signalbox

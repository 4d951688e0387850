#include "core/store/historywriter.h"

#include "core/store/store.h"

#include <limits>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 RowBytes = 200;       // roughly, of a message or room beside its text
constexpr qint64 RemovedAtOnce = 1000; // messages; others wait for the thread of the store meanwhile
constexpr int RoomsAtOnce = 200;
constexpr quint64 All = quint64(std::numeric_limits<qint64>::max());

//! Removes messages of \a room on the thread of the store: a slice now, the rest behind what waits.
void removeMessages(Store &store, Database &database, qint64 room, quint64 below)
{
    if (!RoomRecords(database).removeMessages(room, below, RemovedAtOnce))
        return;
    store.write(Durability::Batched, RowBytes,
                [&store, room, below](Database &later) { removeMessages(store, later, room, below); });
}

//! Looks at the rooms above the id \a room.
void removeOrphansBehind(Store &store, Database &database, qint64 room)
{
    RoomRecords records(database);
    for (int i = 0; i < RoomsAtOnce; ++i) {
        const std::optional<qint64> next = records.roomWithMessages(room);
        if (!next)
            return;
        room = *next;
        if (!records.contains(room))
            removeMessages(store, database, room, All);
    }
    store.write(Durability::Batched, RowBytes,
                [&store, room](Database &later) { removeOrphansBehind(store, later, room); });
}

} // namespace

struct HistoryWriter::Batch
{
    std::vector<std::pair<qint64, std::shared_ptr<const RoomMessage>>> messages; //!< with the id of the room
    std::vector<StoredRoom> rooms;
    std::vector<qint64> removed; //!< rooms
    qint64 bytes = 0;

    void write(Store &store, Database &database) const
    {
        RoomRecords records(database);
        for (const auto &[room, message] : messages)
            records.addMessage(room, *message);
        for (const StoredRoom &room : rooms) {
            records.put(room);
            removeMessages(store, database, room.id, room.oldest);
        }
        for (const qint64 room : removed) {
            records.remove(room);
            removeMessages(store, database, room, All);
        }
    }
};

HistoryWriter::HistoryWriter(IoLoop &loop, Store &store)
    : m_loop(loop)
    , m_store(store)
    , m_due(WheelTimer::of<&HistoryWriter::flush>(this))
{
}

void HistoryWriter::begin()
{
    if (m_batch)
        return;
    m_batch = std::make_shared<Batch>();
    m_loop.wheel().arm(m_due, m_loop.now() + Delay);
}

void HistoryWriter::add(WrittenRoom &room, const std::shared_ptr<const RoomMessage> &message)
{
    begin();
    m_batch->messages.emplace_back(room.stored().id, message);
    m_batch->bytes += message->published().bytes.size() + RowBytes;
    change(room);
    if (m_batch->messages.size() >= MaxMessages || m_batch->bytes >= MaxBytes)
        flush();
}

void HistoryWriter::change(WrittenRoom &room)
{
    begin();
    if (room.m_place != WrittenRoom::Nowhere)
        return;
    room.m_place = m_changed.size();
    m_changed.push_back(&room);
    m_batch->bytes += RowBytes;
}

void HistoryWriter::leave(WrittenRoom &room)
{
    if (room.m_place == WrittenRoom::Nowhere)
        return;
    m_changed[std::exchange(room.m_place, WrittenRoom::Nowhere)] = nullptr;
    m_batch->rooms.push_back(room.stored());
}

void HistoryWriter::remove(qint64 room)
{
    begin();
    m_batch->removed.push_back(room);
    m_batch->bytes += RowBytes;
    if (m_batch->bytes >= MaxBytes)
        flush();
}

void HistoryWriter::flush()
{
    if (!m_batch)
        return;
    m_due.cancel();
    for (WrittenRoom *room : m_changed) {
        if (room) {
            room->m_place = WrittenRoom::Nowhere;
            m_batch->rooms.push_back(room->stored());
        }
    }
    m_changed.clear();
    std::shared_ptr<const Batch> batch = std::exchange(m_batch, nullptr);
    const qint64 bytes = batch->bytes;
    m_store.write(
        Durability::Batched, bytes,
        [store = &m_store, batch = std::move(batch)](Database &database) { batch->write(*store, database); });
}

void HistoryWriter::removeOrphans(Store &store)
{
    store.write(Durability::Batched, RowBytes,
                [&store](Database &database) { removeOrphansBehind(store, database, 0); });
}

} // namespace signalbox

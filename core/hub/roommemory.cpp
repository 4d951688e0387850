#include "core/hub/roommemory.h"

#include <bit>

namespace signalbox {

CountedRoom::~CountedRoom()
{
    if (m_memory)
        m_memory->remove(*this);
}

void RoomMemory::count(Room &room, CountedRoom &counted, const RoomBytes &bytes, bool isIdle)
{
    if (!counted.m_memory) {
        counted.m_memory = this;
        counted.m_place = listOf(counted).insert(listOf(counted).end(), &room);
    } else if (counted.m_bytes == bytes && counted.m_isIdle == isIdle) {
        return;
    }
    Rooms &list = listOf(counted);
    const Sums before = sumsOf(counted);
    counted.m_bytes = bytes;
    counted.m_isIdle = isIdle;
    change(before, sumsOf(counted));
    Rooms &newList = listOf(counted);
    if (&newList != &list)
        newList.splice(newList.end(), list, counted.m_place);
}

void RoomMemory::remove(CountedRoom &counted)
{
    change(sumsOf(counted), {});
    listOf(counted).erase(counted.m_place);
}

RoomMemory::Rooms &RoomMemory::listOf(const CountedRoom &counted)
{
    RoomsBySize &rooms = counted.m_isIdle ? m_idle : m_inUse;
    return rooms[std::size_t(std::bit_width(quint64(counted.m_bytes.history)))];
}

Room *RoomMemory::largestOf(RoomsBySize &rooms)
{
    for (std::size_t digits = rooms.size() - 1; digits > 0; --digits) {
        Rooms &largest = rooms[digits];
        if (largest.empty())
            continue;
        largest.splice(largest.end(), largest, largest.begin());
        return largest.back();
    }
    return nullptr;
}

RoomMemory::Sums RoomMemory::sumsOf(const CountedRoom &counted)
{
    const auto &[history, rest] = counted.m_bytes;
    return counted.m_isIdle ? Sums{0, history + rest, history + rest} : Sums{rest, history, 0};
}

void RoomMemory::change(const Sums &before, const Sums &now)
{
    const auto add = [](MemoryCounter &counter, qint64 bytes) {
        if (bytes != 0)
            counter.add(bytes);
    };
    m_history += now.history - before.history;
    m_idleHistory += now.idleHistory - before.idleHistory;
    add(m_budget.part(MemoryPart::Rooms), now.rooms - before.rooms);
    add(m_budget.part(MemoryPart::History), now.history - before.history);
    add(m_budget.idleHistory(), now.idleHistory - before.idleHistory);
}

} // namespace signalbox

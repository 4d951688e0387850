#include "core/hub/roommemory.h"

#include <algorithm>
#include <bit>
#include <cmath>

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
        sizesOf(counted).add(digitsOf(counted), 1);
    } else if (counted.m_bytes == bytes && counted.m_isIdle == isIdle) {
        return;
    }
    Rooms &list = listOf(counted);
    HistorySizes &sizes = sizesOf(counted);
    const std::size_t digits = digitsOf(counted);
    const Sums before = sumsOf(counted);
    counted.m_bytes = bytes;
    counted.m_isIdle = isIdle;
    change(before, sumsOf(counted));
    Rooms &newList = listOf(counted);
    if (&newList == &list)
        return;
    newList.splice(newList.end(), list, counted.m_place);
    sizes.add(digits, -1);
    sizesOf(counted).add(digitsOf(counted), 1);
}

void RoomMemory::remove(CountedRoom &counted)
{
    change(sumsOf(counted), {});
    sizesOf(counted).add(digitsOf(counted), -1);
    listOf(counted).erase(counted.m_place);
}

std::size_t RoomMemory::digitsOf(const CountedRoom &counted)
{
    return std::size_t(std::bit_width(quint64(counted.m_bytes.history)));
}

RoomMemory::Rooms &RoomMemory::listOf(const CountedRoom &counted)
{
    return (counted.m_isIdle ? m_idle : m_inUse)[digitsOf(counted)];
}

HistorySizes &RoomMemory::sizesOf(const CountedRoom &counted)
{
    return counted.m_isIdle ? m_budget.idleHistorySizes() : m_budget.usedHistorySizes();
}

qint64 RoomMemory::shareOfIdle(qint64 excess) const
{
    return std::min(shareOf(excess, m_idle, m_budget.idleHistorySizes()), m_idleHistory);
}

qint64 RoomMemory::shareInUse(qint64 excess) const
{
    return std::min(shareOf(excess, m_inUse, m_budget.usedHistorySizes()), m_history - m_idleHistory);
}

// Looks for the largest power of two to which all larger rooms would have to be made smaller, and divides by what each
// shard has above it.
qint64 RoomMemory::shareOf(qint64 excess, const RoomsBySize &own, const HistorySizes &all)
{
    double ofAll = 0;
    double ofOwn = 0;
    double largerOfAll = 0;
    double largerOfOwn = 0;
    for (std::size_t digits = own.size() - 1; digits > 0; --digits) {
        // From the level before down to this one: larger rooms lose the difference, which is as much as this level. Rooms
        // of this number of digits have one and a half times the level on average, and lose the half.
        const double level = std::ldexp(1.0, int(digits) - 1);
        ofAll += largerOfAll * level + double(all.rooms(digits)) * level / 2;
        ofOwn += largerOfOwn * level + double(own[digits].size()) * level / 2;
        largerOfAll += double(all.rooms(digits));
        largerOfOwn += double(own[digits].size());
        if (ofAll >= double(excess))
            break;
    }
    return ofOwn > 0 ? qint64(std::ceil(double(excess) * std::min(ofOwn / ofAll, 1.0))) : 0;
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

#include "core/hub/roomtable.h"

#include "core/model/query.h"
#include "core/model/queryrows.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace signalbox {

RoomTable::RoomTable(IoLoop &loop, std::size_t threadCount, Broker &broker, const HubRules &rules,
                     RoomBudget &budget, ServerCounters &counters)
    : m_loop(loop)
    , m_threadCount(threadCount)
    , m_broker(broker)
    , m_rules(rules)
    , m_budget(budget)
    , m_counters(counters)
    , m_expiry(WheelTimer::of<&RoomTable::eraseExpired>(this))
{
}

RoomTable::~RoomTable()
{
    for (std::size_t i = 0; i < m_rooms.size(); ++i)
        m_budget.release();
}

Room *RoomTable::find(const QString &name) const
{
    // A publication looks its room up twice: when it arrives, and when the broker has numbered it.
    if (m_lastFound && m_lastFound->name() == name)
        return m_lastFound;
    const auto found = m_rooms.find(name);
    m_lastFound = found == m_rooms.end() ? nullptr : found->second.get();
    return m_lastFound;
}

Room *RoomTable::findOrCreate(const QString &name)
{
    if (Room *room = find(name))
        return room;
    if (!takeFromBudget())
        return nullptr;
    m_rooms.emplace(name, std::make_unique<Room>(name, m_threadCount));
    updateCounter();
    std::unique_ptr<RoomStream> stream = m_broker.open(name);
    Room *room = find(name); // null: the stream could not be opened, which closes the room
    if (room)
        room->setStream(std::move(stream));
    return room;
}

// Rooms that are only kept for their history are not counted.
void RoomTable::updateCounter()
{
    m_counters.rooms.set(qint64(m_rooms.size() - m_idle.size()));
}

bool RoomTable::takeFromBudget()
{
    if (m_budget.take(m_rules.hub.maxRooms))
        return true;
    // A room that is only kept for its history gives way to one with members.
    if (m_idle.empty())
        return false;
    erase(QString(m_idle.begin()->second));
    return m_budget.take(m_rules.hub.maxRooms);
}

void RoomTable::erase(const QString &name)
{
    const auto found = m_rooms.find(name);
    setInUse(*found->second);
    m_lastFound = nullptr;
    m_rooms.erase(found);
    m_budget.release();
    updateCounter();
}

bool RoomTable::setIdle(Room &room)
{
    const Milliseconds age = m_rules.history.age;
    const std::optional<TimePoint> received = room.lastReceivedAt();
    const TimePoint until = age.count() == 0 ? TimePoint::max() : received.value_or(TimePoint()) + age;
    if (until <= m_loop.now() || room.stream()->historySize().messages == 0) {
        erase(QString(room.name())); // a copy: the room's own name is destroyed with it
        return false;
    }
    room.idleUntil = until;
    m_idle.emplace(until, room.name());
    updateCounter();
    armExpiry();
    return true;
}

void RoomTable::setInUse(Room &room)
{
    if (const std::optional<TimePoint> until = std::exchange(room.idleUntil, std::nullopt))
        m_idle.erase({*until, room.name()});
    updateCounter();
}

void RoomTable::eraseExpired()
{
    // Rooms that were left together expire together: what takes too long continues with the next tick of the wheel.
    constexpr Milliseconds mostTime{1};
    constexpr int roomsAClock = 16;
    const TimePoint end = Clock::now() + mostTime;
    for (int count = 1; !m_idle.empty() && m_idle.begin()->first <= m_loop.now(); ++count) {
        erase(QString(m_idle.begin()->second));
        if (count % roomsAClock == 0 && Clock::now() >= end)
            break;
    }
    armExpiry();
}

void RoomTable::armExpiry()
{
    if (!m_idle.empty() && m_idle.begin()->first != TimePoint::max())
        m_loop.wheel().arm(m_expiry, m_idle.begin()->first);
}

RoomSnapshot RoomTable::snapshotOf(const Room &room)
{
    const HistorySize history = room.stream()->historySize();
    return {room.name(), room.size(), room.position().seq, history.messages, history.bytes};
}

RoomList RoomTable::list(const Query &filter, std::size_t most) const
{
    // There may be very many rooms: each is visited once, and only the chosen ones are copied.
    struct Candidate
    {
        std::size_t members;
        quint64 seq;
        const Room *room;
    };
    std::vector<Candidate> chosen;
    chosen.reserve(filter.isEmpty() ? m_rooms.size() : 0);
    for (const auto &[name, room] : m_rooms) {
        if (filter.isEmpty() || filter.accepts(RoomQueryRow(snapshotOf(*room))))
            chosen.push_back({room->size(), room->position().seq, room.get()});
    }
    RoomList list;
    if (chosen.size() > most) {
        list.leftOut = chosen.size() - most;
        std::ranges::nth_element(chosen, chosen.begin() + std::ptrdiff_t(most),
                                 [](const Candidate &a, const Candidate &b) {
                                     return std::tie(a.members, a.seq) > std::tie(b.members, b.seq);
                                 });
        chosen.resize(most);
    }
    list.rooms.reserve(chosen.size());
    for (const Candidate &candidate : chosen)
        list.rooms.push_back(snapshotOf(*candidate.room));
    return list;
}

} // namespace signalbox

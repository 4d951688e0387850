#include "core/hub/roomtable.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace signalbox {

RoomTable::RoomTable(IoLoop &loop, std::size_t threadCount, const HubRules &rules, RoomBudget &budget,
                     ServerCounters &counters)
    : m_loop(loop)
    , m_threadCount(threadCount)
    , m_rules(rules)
    , m_budget(budget)
    , m_counters(counters)
    , m_ageing(WheelTimer::of<&RoomTable::eraseAged>(this))
{
}

RoomTable::~RoomTable()
{
    for (std::size_t i = 0; i < m_rooms.size(); ++i)
        m_budget.giveBack();
}

Room *RoomTable::find(const QString &name) const
{
    const auto found = m_rooms.find(name);
    return found == m_rooms.end() ? nullptr : found->second.get();
}

Room *RoomTable::findOrMake(const QString &name)
{
    if (Room *room = find(name))
        return room;
    if (!makePlace())
        return nullptr;
    Room *room = m_rooms.emplace(name, std::make_unique<Room>(name, m_threadCount)).first->second.get();
    count();
    return room;
}

// Those kept for their history alone are not counted: nobody is in.
void RoomTable::count()
{
    m_counters.rooms.set(qint64(m_rooms.size() - m_idle.size()));
}

bool RoomTable::makePlace()
{
    if (m_budget.take(m_rules.hub.maxRooms))
        return true;
    // What nobody is in must not keep others out.
    if (m_idle.empty())
        return false;
    erase(QString(m_idle.begin()->second));
    return m_budget.take(m_rules.hub.maxRooms);
}

void RoomTable::erase(const QString &name)
{
    const auto found = m_rooms.find(name);
    setInUse(*found->second);
    m_rooms.erase(found);
    m_budget.giveBack();
    count();
}

void RoomTable::setIdle(Room &room)
{
    room.history().expire(m_loop.now(), m_rules.history);
    if (room.history().isEmpty()) {
        erase(QString(room.name())); // a copy: the room's own dies with it
        return;
    }
    const Milliseconds age = m_rules.history.age;
    room.idleUntil = age.count() > 0 ? room.history().newest() + age : TimePoint::max();
    m_idle.emplace(*room.idleUntil, room.name());
    count();
    armAgeing();
}

void RoomTable::setInUse(Room &room)
{
    if (const std::optional<TimePoint> until = std::exchange(room.idleUntil, std::nullopt))
        m_idle.erase({*until, room.name()});
    count();
}

void RoomTable::eraseAged()
{
    while (!m_idle.empty() && m_idle.begin()->first <= m_loop.now())
        erase(QString(m_idle.begin()->second));
    armAgeing();
}

void RoomTable::armAgeing()
{
    if (!m_idle.empty() && m_idle.begin()->first != TimePoint::max())
        m_loop.wheel().arm(m_ageing, m_idle.begin()->first);
}

RoomList RoomTable::list(QStringView part, std::size_t most) const
{
    // There may be very many: each is looked at once, and what is not chosen is not copied.
    struct Candidate
    {
        std::size_t members;
        quint64 said;
        const Room *room;
    };
    std::vector<Candidate> chosen;
    chosen.reserve(part.isEmpty() ? m_rooms.size() : 0);
    for (const auto &[name, room] : m_rooms) {
        if (part.isEmpty() || name.contains(part, Qt::CaseInsensitive))
            chosen.push_back({room->size(), room->lastSeq(), room.get()});
    }
    RoomList list;
    if (chosen.size() > most) {
        list.leftOut = chosen.size() - most;
        std::ranges::nth_element(chosen, chosen.begin() + std::ptrdiff_t(most),
                                 [](const Candidate &a, const Candidate &b) {
                                     return std::tie(a.members, a.said) > std::tie(b.members, b.said);
                                 });
        chosen.resize(most);
    }
    list.rooms.reserve(chosen.size());
    for (const Candidate &candidate : chosen) {
        const History &history = candidate.room->history();
        list.rooms.push_back(
            {candidate.room->name(), candidate.members, candidate.said, history.size(), history.bytes()});
    }
    return list;
}

} // namespace signalbox

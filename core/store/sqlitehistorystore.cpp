#include "core/store/sqlitehistorystore.h"

#include "core/hub/epoch.h"
#include "core/store/store.h"
#include "core/store/storedroomhistory.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds SweepTime{1}; // of one turn
constexpr Milliseconds LeastSweepInterval{100};
constexpr Milliseconds MostSweepInterval{60'000};

} // namespace

SqliteHistoryStore::SqliteHistoryStore(IoLoop &loop, const HubRules &rules,
                                       std::shared_ptr<SqliteHistory> history,
                                       const std::function<bool(QStringView)> &isOwn,
                                       Milliseconds loadPatience)
    : m_loop(loop)
    , m_rules(rules)
    , m_loadPatience(loadPatience)
    , m_history(std::move(history))
    , m_writer(loop, m_history->store())
    , m_closed(m_history->closedRooms())
    , m_loadsDue(WheelTimer::of<&SqliteHistoryStore::endLateLoads>(this))
    , m_sweepDue(WheelTimer::of<&SqliteHistoryStore::sweep>(this))
    , m_replies([&loop](StoreReplies::Task task) { loop.post(std::move(task)); })
{
    std::vector<StoredRoom> rooms = m_history->take(isOwn);
    std::ranges::sort(rooms, [](const StoredRoom &a, const StoredRoom &b) { return a.used < b.used; });
    for (StoredRoom &room : rooms)
        m_closed.add(std::move(room));
    removeSurplus();
    sweep();
}

SqliteHistoryStore::~SqliteHistoryStore() = default;

std::unique_ptr<RoomHistory> SqliteHistoryStore::open(const QString &name, Opened opened)
{
    std::optional<StoredRoom> room = m_closed.take(name);
    const bool isWritten = room.has_value();
    if (!room)
        room = StoredRoom{m_history->nextId(), name, {newEpoch(), 0}, {}, 1, wallNow()};
    const RoomNumbering numbering{room->last, room->previous};
    auto history = std::make_unique<StoredRoomHistory>(*this, std::move(*room), isWritten);
    opened(numbering);
    return history;
}

void SqliteHistoryStore::add(StoredRoomHistory &room)
{
    m_open.emplace(room.id(), &room);
}

void SqliteHistoryStore::remove(const StoredRoomHistory &room)
{
    m_open.erase(room.id());
}

void SqliteHistoryStore::addClosed(StoredRoom &&room)
{
    m_closed.add(std::move(room));
    removeSurplus();
}

void SqliteHistoryStore::removeSurplus()
{
    const qint64 most = m_rules.hub.maxRooms;
    while (most > 0 && m_closed.total() > most && m_closed.oldest())
        m_writer.remove(m_closed.takeOldest().id);
}

// ---- loading

void SqliteHistoryStore::load(const StoredRoomHistory &room, quint64 oldest, quint64 last)
{
    const quint64 number = ++m_lastLoad;
    m_loads.emplace(number, Load{now() + m_loadPatience, room.id()});
    if (!m_loadsDue.isArmed())
        m_loop.wheel().arm(m_loadsDue, now() + m_loadPatience);
    const HistorySettings limits = room.settings();
    const WallTime since = limits.age.count() > 0 ? wallNow() - limits.age : WallTime::min();
    auto messages = std::make_shared<StoredMessages>();
    m_writer.flush(); // the read comes behind what was appended
    m_history->store().read(
        [=, id = room.id(), most = limits.messages, bytes = limits.bytes](Database &database) {
            *messages = RoomRecords(database).messages(id, oldest, last, since, most, bytes);
        },
        m_replies,
        [this, number, messages](const Result<void> &result) {
            finishLoad(number, result ? std::optional(std::move(*messages)) : std::nullopt);
        });
}

void SqliteHistoryStore::finishLoad(quint64 number, std::optional<StoredMessages> &&messages)
{
    const auto load = m_loads.find(number);
    if (load == m_loads.end())
        return; // late
    const auto room = m_open.find(load->second.room);
    m_loads.erase(load);
    if (room != m_open.end())
        room->second->loaded(std::move(messages));
}

void SqliteHistoryStore::endLateLoads()
{
    while (!m_loads.empty() && m_loads.begin()->second.until <= now())
        finishLoad(m_loads.begin()->first, std::nullopt);
    if (!m_loads.empty())
        m_loop.wheel().arm(m_loadsDue, m_loads.begin()->second.until);
}

// ---- what has expired

Milliseconds SqliteHistoryStore::ageOf(const QString &room) const
{
    const Milliseconds general = m_rules.history.age;
    return m_rules.rooms ? m_rules.rooms->find(room).historyAge.value_or(general) : general;
}

//! Of the messages of any room; 0: those of no room expire.
Milliseconds SqliteHistoryStore::shortestAge() const
{
    Milliseconds shortest = m_rules.history.age;
    if (!m_rules.rooms)
        return shortest;
    for (const RoomSettings &room : m_rules.rooms->tables()) {
        const Milliseconds age = room.historyAge.value_or(Milliseconds(0));
        if (age.count() > 0 && (shortest.count() == 0 || age < shortest))
            shortest = age;
    }
    return shortest;
}

void SqliteHistoryStore::sweep()
{
    const Milliseconds age = shortestAge();
    const TimePoint end = Clock::now() + SweepTime;
    const bool isDone = age.count() == 0 || (sweepClosed(end) && sweepOpen(end));
    const Milliseconds interval =
        age.count() == 0 ? MostSweepInterval : std::clamp(age / 2, LeastSweepInterval, MostSweepInterval);
    m_loop.wheel().arm(m_sweepDue, isDone ? now() + interval : now());
}

//! Returns false if more is left for the next turn.
bool SqliteHistoryStore::sweepClosed(TimePoint end)
{
    if (!std::exchange(m_isSweepingClosed, true))
        m_closed.beginWalk();
    const WallTime now = wallNow();
    const WallTime latest = now - shortestAge();
    while (const StoredRoom *room = m_closed.walk()) {
        if (room->used > latest)
            break; // and so are those that were closed later
        const Milliseconds age = ageOf(room->name);
        if (age.count() > 0 && room->used <= now - age)
            m_writer.remove(m_closed.take(QString(room->name))->id); // a copy: the room's own name is moved
        if (Clock::now() >= end)
            return false;
    }
    m_isSweepingClosed = false;
    return true;
}

bool SqliteHistoryStore::sweepOpen(TimePoint end)
{
    for (auto room = m_open.upper_bound(m_swept); room != m_open.end(); ++room) {
        if (Clock::now() >= end)
            return false;
        m_swept = room->first;
        room->second->expire();
    }
    m_swept = 0;
    return true;
}

} // namespace signalbox

#include "core/hub/roomtable.h"

#include "core/base/endpoint.h"
#include "core/hub/roomnotices.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RoomTable::RoomTable(IoLoop &loop, HubLink &link, Broker &broker, const HubRules &rules, RoomLedger &ledger,
                     ServerCounters &counters)
    : m_loop(loop)
    , m_link(link)
    , m_broker(broker)
    , m_rules(rules)
    , m_ledger(ledger)
    , m_counters(counters)
    , m_expiry(WheelTimer::of<&RoomTable::eraseExpired>(this))
{
}

RoomTable::~RoomTable()
{
    for (const auto &[name, room] : m_rooms)
        m_ledger.remove(room->ticket);
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

RoomTable::Opened RoomTable::open(const QString &name, const QHostAddress &creator)
{
    if (Room *room = setInUse(find(name)))
        return {room};
    const RoomLedger::Result added = addToLedger(name, creator);
    for (const RoomLedger::Evicted &evicted : added.evicted)
        m_link.request(evicted.shard, RoomGivesWay{evicted.room, evicted.ticket});
    if (added.verdict != RoomLedger::Verdict::Counted)
        return {nullptr, added.verdict};
    m_lastFound = nullptr;
    Room &created =
        *m_rooms.emplace(name, std::make_unique<Room>(name, m_link.threadCount(), RoomNotices::RoomRate))
             .first->second;
    created.ticket = added.ticket;
    created.slot = m_slots.add(created);
    updateCounter();
    std::unique_ptr<RoomStream> stream = m_broker.open(name);
    Room *room = find(name); // null: the stream could not be opened, which closes the room
    if (room)
        room->setStream(std::move(stream));
    return {room, added.verdict, true};
}

RoomLedger::Result RoomTable::addToLedger(const QString &name, const QHostAddress &creator)
{
    if (m_rules.fixedRooms.contains(name))
        return {};
    const LimitSettings &limits = m_rules.limits;
    const bool counts = !creator.isNull() && (limits.includeLoopback || !isLoopback(creator));
    return m_ledger.add(name, m_link.thread(), counts ? limitKey(creator) : QHostAddress(),
                        {m_rules.hub.maxRooms, limits.maxRoomsPerAddress});
}

// Rooms that are only kept for their history are not counted.
void RoomTable::updateCounter()
{
    m_counters.rooms.set(qint64(m_rooms.size() - m_idle.size()));
}

void RoomTable::erase(const QString &name)
{
    m_ledger.remove(m_rooms.find(name)->second->ticket);
    close(name);
}

void RoomTable::giveWay(const QString &name, RoomLedger::Ticket ticket)
{
    const auto found = m_rooms.find(name);
    if (found != m_rooms.end() && found->second->ticket == ticket)
        forget(*found->second);
}

//! Closes a room that has given way.
void RoomTable::forget(Room &room)
{
    room.stream()->forget();
    close(QString(room.name())); // a copy: the room's own name is destroyed with it
}

void RoomTable::close(const QString &name)
{
    const auto found = m_rooms.find(name);
    if (const std::optional<TimePoint> until = found->second->idleUntil)
        m_idle.erase({*until, name});
    m_lastFound = nullptr;
    m_slots.remove(found->second->slot);
    m_rooms.erase(found);
    updateCounter();
}

bool RoomTable::setIdle(Room &room)
{
    const Milliseconds age = room.policy(m_rules.rooms).historyAge.value_or(m_rules.history.age);
    const std::optional<TimePoint> received = room.lastReceivedAt();
    const TimePoint until = age.count() == 0 ? TimePoint::max() : received.value_or(TimePoint()) + age;
    if (until <= m_loop.now() || room.stream()->historySize().messages == 0 ||
        !room.stream()->mustStayForHistory()) {
        erase(QString(room.name())); // a copy: the room's own name is destroyed with it
        return false;
    }
    room.idleUntil = until;
    m_idle.emplace(until, room.name());
    m_ledger.setIdle(room.ticket);
    updateCounter();
    armExpiry();
    return true;
}

Room *RoomTable::setInUse(Room *room)
{
    if (!room || !room->idleUntil)
        return room;
    if (room->ticket != 0 && !m_ledger.setInUse(room->ticket)) {
        forget(*room);
        return nullptr;
    }
    m_idle.erase({*std::exchange(room->idleUntil, std::nullopt), room->name()});
    updateCounter();
    return room;
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
    const StreamPosition &position = room.position();
    return {room.name(),   room.size(),   position.seq, history.messages + history.elsewhere,
            history.bytes, position.epoch};
}

} // namespace signalbox

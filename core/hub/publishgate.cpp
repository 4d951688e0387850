#include "core/hub/publishgate.h"

#include "core/hub/roomtable.h"

namespace signalbox {

PublishGate::PublishGate(IoLoop &loop, const RoomTable &rooms, Performer &performer)
    : m_loop(loop)
    , m_rooms(rooms)
    , m_performer(performer)
    , m_timer(WheelTimer::of<&PublishGate::handleDue>(this))
{
}

bool PublishGate::hold(Room &room, RoomPublish &request)
{
    const ConnectionId sender = request.requester.client;
    if (sender.isNull())
        return false;
    // Behind what waits already, also when it would not have to wait itself: in the order of arrival.
    if (!isHolding(room.name()) && !m_performer.isBacklogged(room) && !room.isMajorityBehind(sender))
        return false;
    if (!room.find(sender)) // it fails at once
        return false;
    keep(room, sender, std::move(request));
    return true;
}

bool PublishGate::hold(Room &room, RoomLeave &request)
{
    const ConnectionId sender = request.requester.client;
    const auto waiting = m_waiting.find(room.name());
    if (waiting == m_waiting.end() || !waiting->second.queue.holds(sender))
        return false;
    keep(room, sender, std::move(request));
    return true;
}

bool PublishGate::hold(Room &room, RoomJoin &request)
{
    const ConnectionId sender = request.requester.client;
    if (!holdBehindLeave(room, sender))
        return false;
    keep(room, sender, std::move(request));
    return true;
}

bool PublishGate::hold(Room &room, MembershipQuery &request)
{
    const ConnectionId member = request.client;
    if (!holdBehindLeave(room, member))
        return false;
    keep(room, member, std::move(request));
    return true;
}

bool PublishGate::holdBehindLeave(const Room &room, ConnectionId sender) const
{
    const auto waiting = m_waiting.find(room.name());
    return waiting != m_waiting.end() && waiting->second.queue.holdsLeaveOf(sender);
}

bool PublishGate::isHolding(const QString &room) const
{
    if (m_waiting.empty()) // nearly always
        return false;
    const auto waiting = m_waiting.find(room);
    return waiting != m_waiting.end() && !waiting->second.queue.isEmpty();
}

void PublishGate::keep(const Room &room, ConnectionId sender, PublishQueue::Request &&request)
{
    Rooms::value_type &waiting = *m_waiting.try_emplace(room.name()).first;
    waiting.second.queue.add(sender, std::move(request), m_loop.now());
    schedule(waiting);
}

void PublishGate::readersChanged(const Room &room)
{
    if (m_waiting.empty())
        return;
    const auto waiting = m_waiting.find(room.name());
    if (waiting != m_waiting.end())
        schedule(*waiting);
}

void PublishGate::resume()
{
    for (Rooms::value_type &waiting : m_waiting)
        schedule(waiting);
}

void PublishGate::schedule(Rooms::value_type &waiting)
{
    if (!std::exchange(waiting.second.isReady, true))
        m_ready.push_back(waiting.first);
    m_loop.scheduleFlush(this);
}

void PublishGate::handleDue()
{
    for (const auto &[dueAt, name] : m_due) {
        if (dueAt > m_loop.now())
            break;
        schedule(*m_waiting.find(name));
    }
}

void PublishGate::flush()
{
    for (const QString &name : std::exchange(m_ready, {})) {
        Rooms::value_type &waiting = *m_waiting.find(name);
        waiting.second.isReady = false;
        performPiece(waiting);
        updateDue(waiting);
        if (waiting.second.queue.isEmpty() && !waiting.second.isReady)
            m_waiting.erase(name);
    }
    if (!m_due.empty())
        m_loop.wheel().arm(m_timer, m_due.begin()->first);
}

void PublishGate::updateDue(Rooms::value_type &waiting)
{
    auto &[name, state] = waiting;
    if (state.dueAt)
        m_due.erase({*state.dueAt, name});
    state.dueAt = state.queue.due();
    // What is overdue waits for resume(), or for the next piece.
    if (state.dueAt && *state.dueAt <= m_loop.now())
        state.dueAt.reset();
    if (state.dueAt)
        m_due.emplace(*state.dueAt, name);
}

void PublishGate::performPiece(Rooms::value_type &waiting)
{
    PublishQueue &queue = waiting.second.queue;
    const TimePoint until = Clock::now() + MaxPieceTime;
    qint64 bytes = 0;
    quint64 from = 0;
    while (!queue.isEmpty()) {
        Room &room = *m_rooms.find(waiting.first); // open: it is kept for what waits in it
        std::optional<PublishQueue::Request> request = takeNext(queue, room, from);
        if (!request)
            return;
        if (const auto *publish = std::get_if<RoomPublish>(&*request))
            bytes += publish->requester.credit;
        m_performer.performHeld(room, std::move(*request));
        if (bytes >= MaxPieceBytes || Clock::now() >= until) {
            schedule(waiting); // behind the writes of this piece
            return;
        }
    }
}

std::optional<PublishQueue::Request> PublishGate::takeNext(PublishQueue &queue, const Room &room,
                                                           quint64 &from)
{
    if (room.isWaitingForBroker())
        return {};
    const bool isBacklogged = m_performer.isBacklogged(room);
    std::optional<PublishQueue::Request> due = queue.takeDue(m_loop.now(), !isBacklogged);
    if (due || isBacklogged || room.isMajorityBehindForAll())
        return due;
    return queue.takeNext(from, [&room](ConnectionId sender) { return !room.isMajorityBehind(sender); });
}

} // namespace signalbox

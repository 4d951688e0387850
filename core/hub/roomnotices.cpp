#include "core/hub/roomnotices.h"

#include "core/hub/roomtable.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RoomNotices::RoomNotices(IoLoop &loop, RoomTable &rooms, Sender &sender)
    : m_loop(loop)
    , m_rooms(rooms)
    , m_sender(sender)
    , m_account(ShardRate, loop.now())
{
}

void RoomNotices::add(const Room &room, const Membership &client, Kind kind)
{
    Pending &pending = m_pending[room.name()];
    const auto [position, isNew] = pending.positions.try_emplace(client.client, pending.notices.size());
    if (isNew) {
        pending.notices.push_back({client, kind});
    } else { // the opposite, as joined and left alternate: the others have not noticed anything
        pending.notices[position->second].isCancelled = true;
        pending.positions.erase(position);
    }
    m_loop.scheduleFlush(this);
}

void RoomNotices::sendBefore(Room &room, ConnectionId client)
{
    if (m_pending.empty()) // nearly always
        return;
    const auto pending = m_pending.find(room.name());
    if (pending == m_pending.end())
        return;
    const auto position = pending->second.positions.find(client);
    if (position == pending->second.positions.end())
        return;
    Notice &notice = pending->second.notices[position->second];
    notice.isCancelled = true;
    pending->second.positions.erase(position);
    send(room, notice);
}

void RoomNotices::flush()
{
    for (auto &[name, pending] : std::exchange(m_pending, {})) {
        Room *room = m_rooms.find(name);
        if (!room)
            continue; // nobody is in it
        for (const Notice &notice : pending.notices) {
            if (!notice.isCancelled)
                send(*room, notice);
        }
    }
}

void RoomNotices::send(Room &room, const Notice &notice)
{
    const auto recipients = qint64(room.countOf(Dialect::Envelope));
    const TimePoint now = m_loop.now();
    if (recipients == 0 || m_account.solventAt(now) > now || room.noticeAccount.solventAt(now) > now)
        return;
    m_account.charge(recipients, now);
    room.noticeAccount.charge(recipients, now);
    m_sender.sendNotice(room, notice.client, notice.kind);
}

} // namespace signalbox

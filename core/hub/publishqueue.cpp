#include "core/hub/publishqueue.h"

#include <algorithm>

namespace signalbox {

bool PublishQueue::holdsLeaveOf(ConnectionId sender) const
{
    const auto found = m_senders.find(sender);
    if (found == m_senders.end())
        return false;
    return std::ranges::any_of(found->second.requests, [](const Waiting &waiting) {
        return std::holds_alternative<RoomLeave>(waiting.request);
    });
}

void PublishQueue::add(ConnectionId id, Request &&request, TimePoint now)
{
    Sender &sender = m_senders[id];
    const bool wasEmpty = sender.requests.empty();
    const auto *leave = std::get_if<RoomLeave>(&request);
    if (leave && leave->hasDisconnected)
        sender.hasDisconnected = true;
    sender.requests.push_back({std::move(request), now, ++m_lastNumber});
    if (!wasEmpty)
        eraseHead(id, sender); // it may be due earlier now
    insertHead(id, sender);
}

std::optional<PublishQueue::Request> PublishQueue::takeDue(TimePoint now, bool publications)
{
    if (m_due.empty() || m_due.begin()->first > now)
        return {};
    const auto sender = m_senders.find(m_due.begin()->second);
    // Requests that are no publications are due at once, and so come before all others.
    const auto *publish = std::get_if<RoomPublish>(&sender->second.requests.front().request);
    if (publish && !publications)
        return {};
    if (publish) {
        const qint64 bytes = std::min(publish->requester.credit, Rate);
        sender->second.paidUntil = now + MaxWait * bytes / Rate;
    }
    return take(sender);
}

std::optional<TimePoint> PublishQueue::due() const
{
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
}

PublishQueue::Request PublishQueue::take(Senders::iterator found)
{
    Sender &sender = found->second;
    eraseHead(found->first, sender);
    Request request = std::move(sender.requests.front().request);
    sender.requests.pop_front();
    if (sender.requests.empty())
        m_senders.erase(found);
    else
        insertHead(found->first, sender);
    return request;
}

void PublishQueue::insertHead(ConnectionId id, Sender &sender)
{
    const Waiting &head = sender.requests.front();
    const bool isPublication = std::holds_alternative<RoomPublish>(head.request);
    sender.dueAt = TimePoint::min();
    if (isPublication) {
        sender.dueAt = head.arrivedAt + MaxWait;
        if (!sender.hasDisconnected)
            sender.dueAt = std::max(sender.dueAt, sender.paidUntil);
        m_heads.emplace(head.number, id);
    }
    m_due.emplace(sender.dueAt, id);
}

void PublishQueue::eraseHead(ConnectionId id, const Sender &sender)
{
    m_due.erase({sender.dueAt, id});
    m_heads.erase(sender.requests.front().number);
}

} // namespace signalbox

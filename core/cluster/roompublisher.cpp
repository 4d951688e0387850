#include "core/cluster/roompublisher.h"

#include <algorithm>
#include <utility>

namespace signalbox {

void RoomPublisher::add(QueuedPublish &&publish)
{
    m_queue.push_back({std::move(publish)});
    if (m_isAllowed && !m_isHolding)
        send(m_queue.back());
}

void RoomPublisher::send(Entry &entry)
{
    entry.state = State::Sent;
    ++m_inFlight;
    m_actions.send(entry.publish);
}

RoomPublisher::Queue::iterator RoomPublisher::find(quint64 counter)
{
    const auto found = std::ranges::lower_bound(m_queue, counter, {},
                                                [](const Entry &entry) { return entry.publish.counter; });
    return found != m_queue.end() && found->publish.counter == counter ? found : m_queue.end();
}

void RoomPublisher::finish(Queue::iterator entry, bool hasArrived)
{
    const QueuedPublish publish = std::move(entry->publish);
    m_queue.erase(entry);
    m_actions.finish(publish, hasArrived);
}

void RoomPublisher::answered(quint64 counter, const PublishAnswer &answer, TimePoint now)
{
    using Status = PublishAnswer::Status;
    --m_inFlight;
    const bool isPublished = answer.status == Status::Published || answer.status == Status::Known;
    if (isPublished)
        m_lastPublished = std::max(m_lastPublished, counter);
    else
        m_isHolding = true;
    if (answer.status == Status::Refused)
        m_retryAt = now + RetryEvery;
    if (const auto entry = find(counter); entry != m_queue.end()) { // else it has arrived or failed before
        entry->state = isPublished ? State::Published : State::Waiting;
        entry->position = answer.position;
        entry->dueAt = now + ArrivalTime;
    }
    // A publication that is known was sent before, and may have arrived nowhere.
    if (answer.status == Status::Behind || (answer.status == Status::Known && find(counter) != m_queue.end()))
        m_actions.synchronize();
}

bool RoomPublisher::arrived(quint64 counter)
{
    const auto entry = find(counter);
    const bool isAwaited = entry != m_queue.end();
    if (isAwaited)
        finish(entry, true);
    // Redis refuses those before it from now on.
    m_lastPublished = std::max(m_lastPublished, counter);
    while (!m_queue.empty() && m_queue.front().publish.counter < counter)
        finish(m_queue.begin(), false);
    return isAwaited;
}

void RoomPublisher::skipped(const StreamPosition &position)
{
    for (std::size_t i = 0; i < m_queue.size();) {
        const Entry &entry = m_queue[i];
        const bool isLost = entry.state == State::Published &&
                            (entry.position.epoch != position.epoch || entry.position.seq <= position.seq);
        if (isLost)
            finish(m_queue.begin() + std::ptrdiff_t(i), false);
        else
            ++i;
    }
}

void RoomPublisher::setAllowed(bool isAllowed)
{
    m_isAllowed = isAllowed;
    if (isAllowed && m_inFlight == 0)
        sendWaiting();
    else if (isAllowed)
        m_isHolding = true; // so that no publication overtakes those that wait
}

void RoomPublisher::retry(TimePoint now)
{
    if (m_isHolding && m_isAllowed && m_inFlight == 0 && now >= m_retryAt)
        sendWaiting();
}

void RoomPublisher::sendWaiting()
{
    m_isHolding = false;
    for (std::size_t i = 0; i < m_queue.size() && !m_isHolding;) {
        Entry &entry = m_queue[i];
        const bool isWaiting = entry.state == State::Waiting;
        if (isWaiting && entry.publish.counter < m_lastPublished) {
            finish(m_queue.begin() + std::ptrdiff_t(i), false);
            continue;
        }
        if (isWaiting)
            send(entry);
        ++i;
    }
}

void RoomPublisher::expire(TimePoint now)
{
    while (!m_queue.empty() && m_queue.front().publish.deadline <= now)
        finish(m_queue.begin(), false);
    const bool isLate = std::ranges::any_of(
        m_queue, [now](const Entry &entry) { return entry.state == State::Published && entry.dueAt <= now; });
    if (!isLate)
        return;
    for (Entry &entry : m_queue)
        entry.dueAt = now + ArrivalTime;
    m_actions.synchronize();
}

void RoomPublisher::clear()
{
    while (!m_queue.empty())
        finish(m_queue.begin(), false);
}

} // namespace signalbox

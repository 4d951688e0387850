#include "core/observe/messagestream.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>

namespace signalbox {

namespace {

class LocalMessages final : public LocalSubscription<MessagesSubscription, MessageStream>
{
public:
    using LocalSubscription::LocalSubscription;
    ~LocalMessages() override
    {
        follow({});
        showControlFrames({});
    }

    void follow(const std::vector<ConnectionId> &connections) override
    {
        if (stream())
            stream()->follow(id(), connections);
    }
    void showControlFrames(const std::vector<ConnectionId> &connections) override
    {
        if (stream())
            stream()->showControlFrames(id(), connections);
    }
};

//! Returns the first \a most of \a ids in order.
std::vector<ConnectionId> sorted(std::vector<ConnectionId> &&ids, std::size_t most)
{
    ids.resize(std::min(ids.size(), most));
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return std::move(ids);
}

void unite(std::vector<ConnectionId> &all, const std::vector<ConnectionId> &more)
{
    std::vector<ConnectionId> both;
    std::ranges::set_union(all, more, std::back_inserter(both));
    all = std::move(both);
}

bool contains(const std::vector<ConnectionId> &ids, ConnectionId id)
{
    return std::ranges::binary_search(ids, id);
}

std::tuple<TimePoint, WallTime> orderOf(const LogEntry &entry)
{
    return {entry.at, entry.time};
}

//! Sorts \a entries, which consist of some runs that are in order. Each entry is moved once for each doubling of the runs,
//! a sort would move it once for each doubling of the entries.
void mergeRuns(std::vector<LogEntry> &entries)
{
    using Position = std::vector<LogEntry>::iterator;
    std::vector<Position> bounds{entries.begin()};
    while (bounds.back() != entries.end())
        bounds.push_back(std::ranges::is_sorted_until(bounds.back(), entries.end(), {}, orderOf));
    while (bounds.size() > 2) {
        std::vector<Position> merged{entries.begin()};
        for (std::size_t i = 2; i < bounds.size(); i += 2) {
            std::ranges::inplace_merge(bounds[i - 2], bounds[i - 1], bounds[i], {}, orderOf);
            merged.push_back(bounds[i]);
        }
        if (bounds.size() % 2 == 0)
            merged.push_back(bounds.back()); // the last run has no other to be merged with
        bounds = std::move(merged);
    }
}

//! Whether so many entries may wait for older ones: no more than for a subscriber.
bool canWait(std::span<const LogEntry> entries)
{
    qint64 bytes = 0;
    for (const LogEntry &entry : entries)
        bytes += entry.payload.size();
    return entries.size() <= MaxLoggedEntries && bytes <= MaxLoggedBytes;
}

} // namespace

// ---- what waits for a subscriber

void PendingMessages::add(LogBatch &&batch)
{
    m_batch.leftOut += batch.leftOut;
    m_batch.entries.reserve(std::min(m_batch.entries.size() + batch.entries.size(), MaxLoggedEntries));
    for (LogEntry &entry : batch.entries)
        add(std::move(entry));
}

void PendingMessages::add(LogEntry &&entry)
{
    if (entry.kind == MessageKind::Control && !contains(m_watch.controlled, entry.connection))
        return;
    if (entry.isFollowed && contains(m_watch.followed, entry.connection)) {
        m_followed.add(std::move(entry));
        return;
    }
    // Of a connection that only another subscriber follows.
    if (entry.isDelivery)
        return;
    if (entry.kind == MessageKind::Gap) {
        m_batch.leftOut += entry.messages;
        return;
    }
    entry.isFollowed = false;
    if (entry.payload.size() > MaxLoggedPayload)
        entry.payload.truncate(MaxLoggedPayload);
    if (m_batch.entries.size() >= MaxLoggedEntries || m_bytes + entry.payload.size() > MaxLoggedBytes) {
        ++m_batch.leftOut;
        return;
    }
    m_bytes += entry.payload.size();
    m_batch.entries.push_back(std::move(entry));
}

void PendingMessages::clear()
{
    m_batch = {};
    m_bytes = 0;
    m_followed.clear();
}

LogBatch PendingMessages::take()
{
    std::vector<LogEntry> followed;
    m_followed.take(followed, MaxLoggedEntries, MaxLoggedBytes);
    LogBatch batch;
    batch.leftOut = std::exchange(m_batch.leftOut, 0);
    if (m_followed.isEmpty()) {
        batch.entries = std::exchange(m_batch.entries, {});
        m_bytes = 0;
    } else {
        // What comes behind the followed entries that have to wait waits as well, so that numbers ascend.
        std::vector<LogEntry> &entries = m_batch.entries;
        const auto rest = std::ranges::lower_bound(entries, m_followed.front().number, {}, &LogEntry::number);
        batch.entries.assign(std::make_move_iterator(entries.begin()), std::make_move_iterator(rest));
        entries.erase(entries.begin(), rest);
        for (const LogEntry &entry : batch.entries)
            m_bytes -= entry.payload.size();
    }
    if (!followed.empty()) {
        const auto middle = std::ptrdiff_t(batch.entries.size());
        batch.entries.insert(batch.entries.end(), std::make_move_iterator(followed.begin()),
                             std::make_move_iterator(followed.end()));
        std::ranges::inplace_merge(batch.entries, batch.entries.begin() + middle, {}, &LogEntry::number);
    }
    return batch;
}

// ---- the stream

MessageStream::MessageStream(StreamSource source, Watch watch)
    : PushedStream(std::move(source))
    , m_watch(std::move(watch))
{
}

std::unique_ptr<MessagesSubscription> MessageStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](MessagesSubscription &subscription, const LogBatch &batch) {
        Q_EMIT subscription.logged(batch);
    };
    return std::make_unique<LocalMessages>(*this, options, deliver);
}

void MessageStream::follow(SubscriberId id, std::vector<ConnectionId> connections)
{
    if (PendingMessages *pending = m_subscribers.find(id)) {
        pending->setFollowed(sorted(std::move(connections), MessagesSubscription::MaxFollowed));
        updateWatch();
    }
}

void MessageStream::showControlFrames(SubscriberId id, std::vector<ConnectionId> connections)
{
    if (PendingMessages *pending = m_subscribers.find(id)) {
        pending->setControlled(sorted(std::move(connections), MessagesSubscription::MaxControlled));
        updateWatch();
    }
}

void MessageStream::updateWatch()
{
    MessageWatch watched;
    m_subscribers.forEach([&watched](SubscriberId, const PendingMessages &pending) {
        unite(watched.followed, pending.watch().followed);
        unite(watched.controlled, pending.watch().controlled);
    });
    if (watched == m_watched)
        return;
    m_watched = std::move(watched);
    if (m_watch)
        m_watch(m_watched);
}

std::shared_ptr<MessageBacklog> MessageStream::addBacklog(std::size_t worker)
{
    return m_backlogs[worker] = std::make_shared<MessageBacklog>();
}

void MessageStream::restart()
{
    m_lastNumber = 0;
    m_arrived = {};
    m_subscribers.forEach([](SubscriberId, PendingMessages &pending) { pending.clear(); });
    PushedStream::restart();
}

void MessageStream::endRun()
{
    m_backlogs.clear(); // of threads that have ended
    settle();
    scheduleNext(); // more may wait than fits into one batch
    deliverNow();
}

void MessageStream::take(std::size_t worker, LogBatch &&batch)
{
    if (const auto found = m_backlogs.find(worker); found != m_backlogs.end())
        found->second->partTaken();
    if (!hasSubscribers())
        return;
    m_arrived.leftOut += batch.leftOut;
    m_arrived.entries.insert(m_arrived.entries.end(), std::make_move_iterator(batch.entries.begin()),
                             std::make_move_iterator(batch.entries.end()));
    partArrived(worker);
}

void MessageStream::lastSubscriberRemoved()
{
    m_arrived = {}; // the next subscriber gets what happens from then on
    PushedStream::lastSubscriberRemoved();
}

void MessageStream::settle()
{
    release(completeUntil());
}

TimePoint MessageStream::completeUntil() const
{
    TimePoint until = TimePoint::max();
    for (const auto &[worker, backlog] : m_backlogs)
        until = std::min(until, backlog->missingSince());
    return std::max(until, Clock::now() - Patience);
}

void MessageStream::release(TimePoint until)
{
    LogBatch batch = std::exchange(m_arrived, {});
    mergeRuns(batch.entries);
    const auto waiting = std::ranges::lower_bound(batch.entries, until, {}, &LogEntry::at);
    if (canWait(std::span(waiting, batch.entries.end()))) {
        m_arrived.entries.assign(std::make_move_iterator(waiting),
                                 std::make_move_iterator(batch.entries.end()));
        batch.entries.erase(waiting, batch.entries.end());
    }
    if (!m_arrived.entries.empty())
        scheduleNext();
    for (LogEntry &entry : batch.entries)
        entry.number = ++m_lastNumber;
    m_lastNumber += batch.leftOut;
    m_subscribers.putAll(std::move(batch),
                         [](PendingMessages &pending, LogBatch &&part) { pending.add(std::move(part)); });
}

} // namespace signalbox

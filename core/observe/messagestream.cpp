#include "core/observe/messagestream.h"

#include <algorithm>
#include <iterator>

namespace signalbox {

void PendingMessages::add(LogBatch &&batch)
{
    m_batch.leftOut += batch.leftOut;
    m_batch.entries.reserve(std::min(m_batch.entries.size() + batch.entries.size(), MaxLoggedEntries));
    for (LogEntry &entry : batch.entries) {
        if (m_batch.entries.size() >= MaxLoggedEntries || m_bytes + entry.payload.size() > MaxLoggedBytes) {
            ++m_batch.leftOut;
            continue;
        }
        m_bytes += entry.payload.size();
        m_batch.entries.push_back(std::move(entry));
    }
}

LogBatch PendingMessages::take()
{
    m_bytes = 0;
    return std::exchange(m_batch, {});
}

MessageStream::MessageStream(StreamSource source)
    : PushedStream(std::move(source))
{
}

std::unique_ptr<MessagesSubscription> MessageStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](MessagesSubscription &subscription, const LogBatch &batch) {
        Q_EMIT subscription.logged(batch);
    };
    return std::make_unique<LocalSubscription<MessagesSubscription, MessageStream>>(*this, options, deliver);
}

void MessageStream::restart()
{
    m_lastNumber = 0;
    m_arrived = {};
    m_subscribers.forEach([](SubscriberId, PendingMessages &pending) { pending.take(); });
    PushedStream::restart();
}

void MessageStream::endRun()
{
    settle();
    deliverNow();
}

void MessageStream::take(std::size_t worker, LogBatch &&batch)
{
    if (!hasSubscribers())
        return;
    m_arrived.leftOut += batch.leftOut;
    m_arrived.entries.insert(m_arrived.entries.end(), std::make_move_iterator(batch.entries.begin()),
                             std::make_move_iterator(batch.entries.end()));
    partArrived(worker);
}

void MessageStream::settle()
{
    LogBatch batch = std::exchange(m_arrived, {});
    std::ranges::stable_sort(batch.entries, {}, &LogEntry::time);
    for (LogEntry &entry : batch.entries)
        entry.number = ++m_lastNumber;
    m_lastNumber += batch.leftOut;
    m_subscribers.putAll(std::move(batch),
                         [](PendingMessages &pending, LogBatch &&part) { pending.add(std::move(part)); });
}

} // namespace signalbox

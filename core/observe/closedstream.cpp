#include "core/observe/closedstream.h"

namespace signalbox {

ClosedStream::ClosedStream(StreamSource source, const RecentlyClosed &recentlyClosed)
    : PushedStream(std::move(source))
    , m_recentlyClosed(recentlyClosed)
{
}

std::unique_ptr<ClosedSubscription> ClosedStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](ClosedSubscription &subscription, const ClosedBatch &batch) {
        Q_EMIT subscription.closed(batch);
    };
    return std::make_unique<LocalSubscription<ClosedSubscription, ClosedStream>>(*this, options, deliver);
}

void ClosedStream::take(std::size_t worker, ClosedBatch &&batch)
{
    m_subscribers.putAll(std::move(batch),
                         [](PendingClosed &pending, ClosedBatch &&part) { pending.add(std::move(part)); });
    partArrived(worker);
}

void ClosedStream::endRun()
{
    settle();
    deliverNow();
}

void ClosedStream::settle()
{
    m_subscribers.forEach([this](SubscriberId, PendingClosed &pending) { pending.read(m_recentlyClosed); });
}

} // namespace signalbox

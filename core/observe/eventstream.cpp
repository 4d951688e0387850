#include "core/observe/eventstream.h"

namespace signalbox {

namespace {

constexpr Milliseconds Interval{200};

} // namespace

EventStream::EventStream(EventLog &log)
    : Stream(Interval)
    , m_log(log)
{
}

std::unique_ptr<EventsSubscription> EventStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](EventsSubscription &subscription, const ServerEventBatch &batch) {
        if (!batch.isEmpty())
            Q_EMIT subscription.changed(batch);
    };
    return std::make_unique<LocalSubscription<EventsSubscription, EventStream>>(*this, options, deliver);
}

// The tick itself delivers what the log has; this only makes it come again.
void EventStream::request(qint64 tick)
{
    m_nextLook = tick + Interval / TickInterval;
}

} // namespace signalbox

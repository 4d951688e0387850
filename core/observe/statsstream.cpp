#include "core/observe/statsstream.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{500};

//! Returns the element at \a index of the sorted \a values.
std::optional<Nanoseconds> elementOf(std::vector<Nanoseconds> &values, std::size_t index)
{
    if (values.empty())
        return std::nullopt;
    const auto at = values.begin() + std::ptrdiff_t(index);
    std::ranges::nth_element(values, at);
    return *at;
}

} // namespace

StatsStream::StatsStream(const CounterSets &counters, RequestMeasurement requestMeasurement)
    : Stream(Interval)
    , m_counters(counters)
    , m_requestMeasurement(std::move(requestMeasurement))
{
}

std::unique_ptr<StatsSubscription> StatsStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](StatsSubscription &subscription, const ServerStats &stats) {
        Q_EMIT subscription.measured(stats);
    };
    return std::make_unique<LocalSubscription<StatsSubscription, StatsStream>>(*this, options, deliver);
}

void StatsStream::setWorkers(std::size_t workers)
{
    m_workers = workers;
    ++m_measurement; // its answers belong to the former io threads
    m_unanswered = 0;
    m_subscribers.forEach([](SubscriberId, PendingStats &pending) { pending.clear(); });
    schedule();
}

std::optional<qint64> StatsStream::earliestRequest() const
{
    return m_unanswered > 0 ? std::nullopt : std::optional(m_notBefore);
}

void StatsStream::request(qint64 tick)
{
    // Subscribers whose ticks differ share the measurements: they are not made more often for that.
    m_notBefore = tick + Interval / TickInterval;
    m_sum = {};
    ++m_measurement;
    m_unanswered = m_workers;
    if (m_workers == 0)
        finish();
    else
        m_requestMeasurement(m_measurement);
}

void StatsStream::take(quint64 measurement, const WorkerStats &stats)
{
    if (measurement != m_measurement || m_unanswered == 0)
        return;
    m_sum.connections += stats.connections;
    m_sum.queuedBytes += stats.queuedBytes;
    m_sum.latencies.insert(m_sum.latencies.end(), stats.latencies.begin(), stats.latencies.end());
    if (--m_unanswered == 0)
        finish();
}

void StatsStream::finish()
{
    ServerStats stats;
    stats.at = Clock::now();
    stats.connections = m_sum.connections;
    stats.queuedBytes = m_sum.queuedBytes;
    const std::size_t readings = m_sum.latencies.size();
    stats.medianLatency = elementOf(m_sum.latencies, readings / 2);
    stats.p95Latency = elementOf(m_sum.latencies, readings * 95 / 100);
    for (const ServerCounters &counters : m_counters.all()) {
        stats.messagesIn += counters.in.messages();
        stats.messagesOut += counters.out.messages();
        stats.bytesIn += counters.in.bytes.value();
        stats.bytesOut += counters.out.bytes.value();
        stats.accepted += counters.accepted.total();
        stats.refused += counters.rejected.total();
    }
    m_subscribers.forEach([&](SubscriberId, PendingStats &pending) { pending.put(stats); });
    schedule();
}

} // namespace signalbox

#pragma once

#include "core/base/servercounters.h"
#include "core/observe/stream.h"

#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! What one io thread has at the moment.
struct WorkerStats
{
    quint64 connections = 0;
    qint64 queuedBytes = 0;
    std::vector<Nanoseconds> latencies; //!< smoothed; of connections with a reading
};

//! What waits for one subscriber to the statistics: the newest measurement.
class PendingStats
{
public:
    using Batch = ServerStats;

    void put(const ServerStats &stats) { m_stats = stats; }
    void clear() { m_stats.reset(); }

    bool hasBatch() const { return m_stats.has_value(); }
    ServerStats take() { return *std::exchange(m_stats, {}); }

private:
    std::optional<ServerStats> m_stats;
};

//! The totals of a server for any number of subscribers: measured once for all of them, twice a second at most.
//! Main thread.
class StatsStream final : public Stream<PendingStats>
{
public:
    //! Has every io thread measure: take() follows, once for each.
    using RequestMeasurement = std::function<void(quint64 measurement)>;

    //! \a counters outlives the stream.
    StatsStream(const CounterSets &counters, RequestMeasurement requestMeasurement);

    std::unique_ptr<StatsSubscription> subscribe(const SubscriptionOptions &options);

    //! The server has started with so many io threads; 0: it has stopped, there are no connections.
    void setWorkers(std::size_t workers);
    void take(quint64 measurement, const WorkerStats &stats);

private:
    void subscriberAdded(SubscriberId) override {}
    std::optional<qint64> earliestRequest() const override;
    void request(qint64 tick) override;
    void finish();

    const CounterSets &m_counters;
    RequestMeasurement m_requestMeasurement;
    std::size_t m_workers = 0;
    quint64 m_measurement = 0;    //!< answers to an earlier one are late
    std::size_t m_unanswered = 0; //!< io threads
    qint64 m_notBefore = 0;       //!< tick of the next measurement
    WorkerStats m_sum;
};

} // namespace signalbox

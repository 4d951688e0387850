#pragma once

#include "core/base/servercounters.h"
#include "core/observe/processreading.h"
#include "core/policy/memorybudget.h"
#include "core/store/storestats.h"

#include <QByteArrayList>

#include <optional>
#include <vector>

namespace signalbox {

//! What metricsText() reads.
struct MetricsSources
{
    const CounterSets &counters;
    const MemoryBudget &memory;
    std::vector<Endpoint> listeners;         //!< have a sample even before the first connection
    std::optional<qint64> certificateExpiry; //!< seconds since 1970; none: no TLS
    ProcessReading process;
    std::optional<StoreStats> store = std::nullopt; //!< none: there is no store
    std::size_t bans = 0;
    std::optional<bool> isBrokerUp = std::nullopt;                  //!< none: there is no broker
    std::optional<HistogramReading> brokerPublishes = std::nullopt; //!< the same
    std::optional<std::size_t> clusterNodes = std::nullopt;         //!< the same
    std::optional<bool> areCapsLocal = std::nullopt;                //!< the same
};

//! The Content-Type of metricsText().
inline constexpr const char *MetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

//! All metrics in the Prometheus text format 0.0.4. Any thread. A new metric is a counter in ServerCounters, a
//! row in the table of metrics.cpp and a row in the README.
QByteArray metricsText(const MetricsSources &sources);

//! The names of all metrics, in the order of metricsText().
QByteArrayList metricNames();

} // namespace signalbox

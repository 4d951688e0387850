#pragma once

#include "core/base/clock.h"

#include <optional>

namespace signalbox {

//! Totals since the start, and the state at a moment. A subscriber computes rates from two of them.
struct ServerStats
{
    TimePoint at;
    quint64 connections = 0;
    quint64 messagesIn = 0;
    quint64 messagesOut = 0; //!< deliveries: one a recipient
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
    quint64 accepted = 0; //!< WebSocket connections since the start
    quint64 refused = 0;  //!< refusals before the upgrade since the start
    qint64 queuedBytes = 0;
    std::optional<Nanoseconds> medianLatency; //!< of the smoothed latencies; none without a reading
    std::optional<Nanoseconds> p95Latency;    //!< 95 of 100 of them are not above
};

} // namespace signalbox

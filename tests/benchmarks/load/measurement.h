#pragma once

#include "histogram.h"
#include "serverprobe.h"

#include <QJsonObject>

namespace load {

//! The figures between begin() and finish().
class Measurement
{
public:
    explicit Measurement(const ServerProbe &probe)
        : m_probe(probe)
    {
    }
    void begin();
    void finish();

    Histogram latency;
    Histogram elsewhere; //!< of that: at other servers than the publisher's
    Histogram acks;      //!< until the publisher has its acknowledgement
    quint64 sent = 0;
    quint64 received = 0;
    quint64 lost = 0;
    quint64 outOfOrder = 0;

    const ServerSample &before() const { return m_before; }
    const ServerSample &after() const { return m_after; }
    //! Counts, latencies in microseconds, CPU time of the server per message received by the clients in nanoseconds, memory
    //! in bytes.
    QJsonObject toJson() const;

private:
    const ServerProbe &m_probe;
    ServerSample m_before;
    ServerSample m_after;
    std::int64_t m_begun = 0;
    std::int64_t m_finished = 0;
};

} // namespace load

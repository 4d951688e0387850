#include "measurement.h"

#include "stamp.h"

namespace load {

using namespace Qt::StringLiterals;

void Measurement::begin()
{
    latency.reset();
    sent = received = lost = outOfOrder = 0;
    m_before = m_probe.sample();
    m_begun = steadyNow();
}

void Measurement::finish()
{
    m_finished = steadyNow();
    m_after = m_probe.sample();
}

QJsonObject Measurement::toJson() const
{
    const double wall = double(m_finished - m_begun);
    const double cpu = double(m_after.cpu - m_before.cpu);
    const double ioCpu = double(m_after.ioCpu - m_before.ioCpu);
    const double messages = double(received);
    const auto microseconds = [](std::int64_t nanoseconds) { return double(nanoseconds) / 1000; };
    return {
        {u"seconds"_s, wall / 1e9},
        {u"sent"_s, qint64(sent)},
        {u"received"_s, qint64(received)},
        {u"lost"_s, qint64(lost)},
        {u"out_of_order"_s, qint64(outOfOrder)},
        {u"messages_per_second"_s, messages / wall * 1e9},
        {u"p50_us"_s, microseconds(latency.percentile(0.5))},
        {u"p99_us"_s, microseconds(latency.percentile(0.99))},
        {u"max_us"_s, microseconds(latency.max())},
        {u"cpu_ns_per_message"_s, messages > 0 ? cpu / messages : 0},
        {u"cpu_share"_s, cpu / wall},
        {u"io_cpu_ns_per_message"_s, messages > 0 ? ioCpu / messages : 0},
        {u"other_cpu_share"_s, (cpu - ioCpu) / wall},
        {u"rss_before"_s, m_before.resident},
        {u"rss_after"_s, m_after.resident},
        {u"rss_peak"_s, m_after.peak},
        {u"server_threads"_s, m_after.threads},
    };
}

} // namespace load

#include "measurement.h"

#include "stamp.h"

#include <utility>

namespace load {

using namespace Qt::StringLiterals;

void Measurement::begin()
{
    for (Histogram *histogram : {&latency, &elsewhere, &acks})
        histogram->reset();
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
    QJsonObject json{
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
    for (const auto &[name, histogram] :
         {std::pair(u"elsewhere"_s, &elsewhere), std::pair(u"ack"_s, &acks)}) {
        if (histogram->count() == 0)
            continue;
        json.insert(name + "_p50_us"_L1, microseconds(histogram->percentile(0.5)));
        json.insert(name + "_p99_us"_L1, microseconds(histogram->percentile(0.99)));
    }
    if (m_after.brokerCpu > 0) {
        json.insert(u"broker_cpu_share"_s, double(m_after.brokerCpu - m_before.brokerCpu) / wall);
        json.insert(u"link_cpu_share"_s, double(m_after.linkCpu - m_before.linkCpu) / wall);
    }
    return json;
}

} // namespace load

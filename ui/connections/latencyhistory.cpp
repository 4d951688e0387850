#include "ui/connections/latencyhistory.h"

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

constexpr qint64 Most = std::numeric_limits<quint32>::max();

template <typename Unit, typename Duration>
quint32 bounded(Duration duration)
{
    return quint32(std::clamp<qint64>(std::chrono::duration_cast<Unit>(duration).count(), 0, Most));
}

} // namespace

void LatencyHistory::add(WallTime now, Nanoseconds latency)
{
    const auto isOld = [this, now](const Sample &sample) {
        return now - (m_begin + Milliseconds(sample.time)) > Span;
    };
    std::erase_if(m_samples, isOld);
    if (m_samples.size() >= MaxSamples)
        m_samples.erase(m_samples.begin(), m_samples.end() - MaxSamples + 1);
    if (m_samples.empty())
        m_begin = now;
    Sample sample{bounded<Milliseconds>(now - m_begin), bounded<std::chrono::microseconds>(latency)};
    if (!m_samples.empty())
        sample.time = std::max(sample.time, m_samples.back().time);
    m_samples.push_back(sample);
}

std::vector<LatencyHistory::Point> LatencyHistory::points(WallTime now) const
{
    std::vector<Point> points;
    for (const Sample &sample : m_samples) {
        const WallTime time = m_begin + Milliseconds(sample.time);
        if (now - time <= Span)
            points.push_back({time, std::chrono::microseconds(sample.latency)});
    }
    return points;
}

} // namespace signalbox

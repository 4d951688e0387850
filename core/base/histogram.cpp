#include "core/base/histogram.h"

#include <algorithm>
#include <numeric>

namespace signalbox {

quint64 HistogramReading::count() const
{
    return std::accumulate(counts.begin(), counts.end(), quint64(0));
}

void HistogramReading::add(const HistogramReading &other)
{
    if (bounds.empty()) {
        *this = other;
        return;
    }
    Q_ASSERT(bounds == other.bounds);
    std::ranges::transform(counts, other.counts, counts.begin(), std::plus());
    sum += other.sum;
}

Histogram::Histogram(std::span<const Nanoseconds> bounds)
    : m_bounds(bounds)
{
    Q_ASSERT(bounds.size() <= MaxBounds && std::ranges::is_sorted(bounds));
}

void Histogram::record(Nanoseconds value)
{
    const Nanoseconds counted = std::max(value, Nanoseconds(0));
    const auto bucket = std::ranges::lower_bound(m_bounds, counted) - m_bounds.begin();
    m_counts[std::size_t(bucket)].add();
    m_sum.add(quint64(counted.count()));
}

HistogramReading Histogram::reading() const
{
    HistogramReading reading;
    reading.bounds.assign(m_bounds.begin(), m_bounds.end());
    reading.counts.reserve(m_bounds.size() + 1);
    for (std::size_t i = 0; i <= m_bounds.size(); ++i)
        reading.counts.push_back(m_counts[i].value());
    reading.sum = Nanoseconds(qint64(m_sum.value()));
    return reading;
}

} // namespace signalbox

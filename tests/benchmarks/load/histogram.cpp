#include "histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace load {

// Values below PerPower have a bucket each; above, each power of two has PerPower buckets.
std::size_t Histogram::bucketOf(std::uint64_t value)
{
    if (value < PerPower)
        return std::size_t(value);
    const auto shift = unsigned(std::bit_width(value)) - Precision - 1;
    return (shift + 1) * PerPower + std::size_t((value >> shift) - PerPower);
}

std::int64_t Histogram::upperEnd(std::size_t bucket)
{
    if (bucket < PerPower)
        return std::int64_t(bucket);
    const std::size_t shift = bucket / PerPower - 1;
    return std::int64_t(((std::uint64_t(bucket % PerPower) + PerPower + 1) << shift) - 1);
}

void Histogram::add(std::int64_t nanoseconds)
{
    const std::int64_t value = std::max<std::int64_t>(nanoseconds, 0);
    ++m_buckets[bucketOf(std::uint64_t(value))];
    ++m_count;
    m_max = std::max(m_max, value);
}

std::int64_t Histogram::percentile(double part) const
{
    const auto wanted = std::uint64_t(std::ceil(part * double(m_count)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= wanted && seen > 0)
            return std::min(upperEnd(i), m_max);
    }
    return m_max;
}

} // namespace load

#pragma once

#include <array>
#include <cstdint>

namespace load {

//! Latencies in nanoseconds with a precision of 1.6 % (six bits after the leading one). No sample is dropped, the
//! maximum is exact, and measuring does not allocate.
class Histogram
{
public:
    void add(std::int64_t nanoseconds);
    std::uint64_t count() const { return m_count; }
    std::int64_t max() const { return m_max; }
    //! Returns the quantile \a part, 0 < \a part <= 1; 0 without samples.
    std::int64_t percentile(double part) const;
    void reset() { *this = Histogram(); }

private:
    static constexpr unsigned Precision = 6;
    static constexpr std::size_t PerPower = std::size_t(1) << Precision;
    static std::size_t bucketOf(std::uint64_t value);
    static std::int64_t upperEnd(std::size_t bucket);

    std::array<std::uint64_t, (64 - Precision + 1) * PerPower> m_buckets{};
    std::uint64_t m_count = 0;
    std::int64_t m_max = 0;
};

} // namespace load

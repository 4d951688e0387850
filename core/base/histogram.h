#pragma once

#include "core/base/clock.h"
#include "core/base/counters.h"

#include <array>
#include <span>
#include <vector>

namespace signalbox {

//! What a Histogram held at a moment; of several threads they add up.
struct HistogramReading
{
    std::vector<Nanoseconds> bounds; //!< upper, inclusive, ascending
    std::vector<quint64> counts;     //!< one a bound, not cumulative, and one for what is above the last
    Nanoseconds sum{};

    quint64 count() const;
    //! \a other has the same bounds; a reading without any takes them over.
    void add(const HistogramReading &other);
};

//! Counts durations in fixed buckets. One thread records, any thread reads: no lock (see counters.h).
class Histogram
{
public:
    static constexpr std::size_t MaxBounds = 16;

    //! \a bounds ascend, are at most MaxBounds and in static storage.
    explicit Histogram(std::span<const Nanoseconds> bounds);

    //! A negative \a value counts as zero.
    void record(Nanoseconds value);
    HistogramReading reading() const;

private:
    std::span<const Nanoseconds> m_bounds;
    std::array<Counter, MaxBounds + 1> m_counts;
    Counter m_sum; //!< nanoseconds
};

} // namespace signalbox

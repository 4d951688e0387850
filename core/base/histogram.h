#pragma once

#include "core/base/clock.h"
#include "core/base/counters.h"

#include <array>
#include <span>
#include <vector>

namespace signalbox {

//! The content of a Histogram at one moment. Readings of several threads can be added.
struct HistogramReading
{
    std::vector<Nanoseconds> bounds; //!< upper, inclusive, ascending
    std::vector<quint64> counts; //!< one for each bound, not cumulative, and one for values above the last
    Nanoseconds sum{};

    quint64 count() const;
    //! \a other must have the same bounds, unless this reading is empty.
    void add(const HistogramReading &other);
};

//! Counts durations in fixed buckets. One thread records, any thread reads, without a lock (see counters.h).
class Histogram
{
public:
    static constexpr std::size_t MaxBounds = 16;

    //! \a bounds are ascending, at most MaxBounds, and in static storage.
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

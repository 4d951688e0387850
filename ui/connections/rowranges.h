#pragma once

#include <vector>

namespace signalbox {

//! Neighbouring rows of a model, from \a first to \a last, both included: what one model signal can report.
struct RowRange
{
    int first;
    int last;

    friend bool operator==(RowRange, RowRange) = default;
};

//! Returns the fewest ranges that cover exactly \a rows, ascending. \a rows must ascend; a row may be
//! repeated.
std::vector<RowRange> rowRanges(const std::vector<int> &rows);

} // namespace signalbox

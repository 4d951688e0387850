#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"

#include <array>

namespace signalbox {

//! What could not be stored, by reason. `Lost` beside the kinds of StoreFailure: there was no room in the queue.
inline constexpr std::size_t StoreFailureCount = std::size_t(StoreFailure::Other) + 1;

struct StoreStats
{
    std::array<quint64, StoreFailureCount> failures{}; //!< by StoreFailure: transactions that failed
    quint64 lost = 0;                                  //!< writes that were given up
    Milliseconds lag{0};                               //!< age of the oldest write that is not in the file
};

} // namespace signalbox

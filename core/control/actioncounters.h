#pragma once

#include "core/base/servercounters.h"
#include "core/model/command.h"

namespace signalbox {

//! Counts \a report in \a sets: once for each of its outcomes, and once if it has a result instead
//! (isWithoutOutcomes()). Owner's thread.
void countActions(CounterSets &sets, const ActionReport &report);

} // namespace signalbox

#pragma once

#include "core/base/servercounters.h"
#include "core/model/actions.h"

namespace signalbox {

//! Adds what \a report says to \a sets: one for each connection; a Send to a room or to all is one. Owner's
//! thread.
void countActions(CounterSets &sets, const ActionReport &report);

} // namespace signalbox

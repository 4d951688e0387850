#pragma once

#include "core/base/servercounters.h"
#include "core/hub/roombudget.h"
#include "core/policy/admissionledger.h"
#include "core/server/connectionids.h"
#include "core/server/drainpace.h"
#include "core/server/interest.h"

namespace signalbox {

//! The few things that all threads of one server see: each is made for it. Outlives the io threads.
struct SharedState
{
    explicit SharedState(const LimitSettings &limits)
        : ledger(limits)
    {
    }

    AdmissionLedger ledger;
    CounterSets counters;
    Interest interest;
    ConnectionIds connectionIds;
    DrainPace drainPace;
    RoomBudget roomBudget;
};

} // namespace signalbox

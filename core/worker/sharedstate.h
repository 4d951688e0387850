#pragma once

#include "core/base/servercounters.h"
#include "core/hub/roombudget.h"
#include "core/policy/admissionledger.h"
#include "core/policy/memorybudget.h"
#include "core/worker/connectionids.h"
#include "core/worker/drainratelimiter.h"
#include "core/worker/interest.h"

namespace signalbox {

//! The few things that all threads of one server see: each is made for it. Outlives the io threads.
struct SharedState
{
    explicit SharedState(const LimitSettings &limits)
        : ledger(limits)
        , memory(limits.memory)
    {
    }
    //! New limits hold for who comes next; that of the memory for all.
    void setLimits(const LimitSettings &limits)
    {
        ledger.setLimits(limits);
        memory.setLimit(limits.memory);
    }

    AdmissionLedger ledger;
    MemoryBudget memory;
    CounterSets counters;
    Interest interest;
    ConnectionIds connectionIds;
    DrainRateLimiter drainRateLimiter;
    RoomBudget roomBudget;
};

} // namespace signalbox

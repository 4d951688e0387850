#pragma once

#include "core/base/servercounters.h"
#include "core/hub/roombudget.h"
#include "core/observe/refusallog.h"
#include "core/policy/admissionledger.h"
#include "core/policy/memorybudget.h"
#include "core/policy/unfinishedheads.h"
#include "core/worker/connectedsignals.h"
#include "core/worker/connectionids.h"
#include "core/worker/drainratelimiter.h"

namespace signalbox {

//! The state that all threads of one server share; each member is thread-safe. Outlives the io threads.
struct SharedState
{
    explicit SharedState(const LimitSettings &limits)
        : ledger(limits)
        , memory(limits.memory.of(0))
    {
    }
    //! New limits apply to new connections; the memory limit, which is in bytes, applies at once.
    void setLimits(const LimitSettings &limits)
    {
        ledger.setLimits(limits);
        memory.setLimit(limits.memory.of(0));
    }

    AdmissionLedger ledger;
    UnfinishedHeads unfinishedHeads;
    RefusalLog refusalLog;
    MemoryBudget memory;
    CounterSets counters;
    ConnectedSignals connectedSignals;
    ConnectionIds connectionIds;
    DrainRateLimiter drainRateLimiter;
    RoomBudget roomBudget;
};

} // namespace signalbox

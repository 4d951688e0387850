#pragma once

#include "core/base/servercounters.h"
#include "core/hub/hubsettings.h"
#include "core/hub/roomledger.h"
#include "core/observe/eventlog.h"
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
    explicit SharedState(const LimitSettings &limits, const HistorySettings &history = {})
        : ledger(limits)
    {
        setLimits(limits, history);
    }
    //! New limits apply to new connections; those of memory, which are in bytes, apply at once.
    void setLimits(const LimitSettings &limits, const HistorySettings &history)
    {
        ledger.setLimits(limits);
        const qint64 bytes = limits.memory.of(0);
        memory.setLimits(bytes, history.memory.of(bytes));
    }

    AdmissionLedger ledger;
    UnfinishedHeads unfinishedHeads;
    RefusalLog refusalLog;
    EventLog eventLog;
    MemoryBudget memory;
    CounterSets counters;
    ConnectedSignals connectedSignals;
    ConnectionIds connectionIds;
    DrainRateLimiter drainRateLimiter;
    RoomLedger roomLedger;
};

} // namespace signalbox

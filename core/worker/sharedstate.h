#pragma once

#include "core/auth/authservices.h"
#include "core/base/memorycounter.h"
#include "core/base/servercounters.h"
#include "core/cluster/brokerstatus.h"
#include "core/cluster/clusternodes.h"
#include "core/cluster/publishtimes.h"
#include "core/hub/broker.h"
#include "core/hub/clusterdirectory.h"
#include "core/hub/historystore.h"
#include "core/hub/hubsettings.h"
#include "core/hub/roomledger.h"
#include "core/observe/eventlog.h"
#include "core/observe/recentlyclosed.h"
#include "core/observe/refusallog.h"
#include "core/observe/userarrivals.h"
#include "core/policy/admissionledger.h"
#include "core/policy/banlist.h"
#include "core/policy/memorybudget.h"
#include "core/policy/unfinishedheads.h"
#include "core/policy/usercaps.h"
#include "core/worker/connectedsignals.h"
#include "core/worker/connectionids.h"
#include "core/worker/drainratelimiter.h"
#include "core/worker/readiness.h"

#include <atomic>

namespace signalbox {

class Store;

//! The state that all threads of one server share; each member is thread-safe. Outlives the io threads.
struct SharedState
{
    explicit SharedState(const LimitSettings &limits, const HistorySettings &history = {},
                         qint64 closed = RecentlyClosed::DefaultCapacity, const UserCapSettings &userCap = {})
        : ledger(limits)
    {
        setLimits(limits, history, closed, userCap);
    }
    //! New limits apply to new connections; those of memory, which are in bytes, apply at once.
    void setLimits(const LimitSettings &limits, const HistorySettings &history, qint64 closed,
                   const UserCapSettings &userCap)
    {
        ledger.setLimits(limits);
        userCaps.setSettings(userCap);
        recentlyClosed.setLimits(closed, limits.includeLoopback);
        const qint64 bytes = limits.memory.of(0);
        memory.setLimits(bytes, history.memory.of(bytes));
    }

    AdmissionLedger ledger;
    UserCaps userCaps;
    Bans bans;
    UnfinishedHeads unfinishedHeads;
    AuthServices auth;
    RefusalLog refusalLog;
    EventLog eventLog;
    RecentlyClosed recentlyClosed;
    UserArrivals userArrivals;
    MemoryBudget memory;
    CounterSets counters;
    ConnectedSignals connectedSignals;
    ConnectionIds connectionIds;
    DrainRateLimiter drainRateLimiter;
    RoomLedger roomLedger;
    std::atomic<Readiness> readiness{Readiness::NotListening}; //!< of the pool that runs
    MemoryCounter followedBytes;                               //!< of the FollowedEntries of all io threads
    Store *store = nullptr; //!< null: there is none. Not changed while threads run, and neither is the next
    HistoryStoreFactory historyStore;  //!< empty: in memory
    ClusterDirectoryFactory directory; //!< empty: there is no cluster, and the next four are not used
    BrokerFactory broker;
    BrokerStatus brokerStatus;
    ClusterNodes clusterNodes;
    PublishTimes publishTimes;
};

} // namespace signalbox

#pragma once

#include "core/cluster/clusterview.h"
#include "core/observe/metrics.h"
#include "core/policy/banlist.h"
#include "core/worker/readiness.h"

#include <functional>

namespace signalbox {

class ApiRouter;
class Store;

//! /livez, /readyz and /metrics: for probes and scrapers, without a token. Lives on the admin thread.
class HealthHandlers final
{
public:
    struct Sources
    {
        const CounterSets &counters;                //!< outlive the handlers
        const MemoryBudget &memory;                 //!< the same
        std::vector<Endpoint> listeners;            //!< the public ones
        std::optional<qint64> certificateExpiry;    //!< seconds since 1970
        std::function<Readiness()> readiness;       //!< called on the admin thread
        const Store *store = nullptr;               //!< null: there is none
        const Bans *bans = nullptr;                 //!< outlive the handlers; null: there are none
        const BrokerStatus *broker = nullptr;       //!< outlives the handlers; null: the server runs alone
        const Histogram *brokerPublishes = nullptr; //!< the same
        const ClusterNodes *nodes = nullptr;        //!< the same
    };

    explicit HealthHandlers(Sources sources);
    void addTo(ApiRouter &router);
    //! As in Sources.
    void setCertificateExpiry(std::optional<qint64> expiry) { m_sources.certificateExpiry = expiry; }

private:
    Sources m_sources;
};

} // namespace signalbox

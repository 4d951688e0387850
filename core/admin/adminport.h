#pragma once

#include "core/admin/adminpages.h"
#include "core/observe/metrics.h"
#include "core/transport/acceptor.h"
#include "core/transport/adminhttpendpoint.h"
#include "core/transport/descriptorshares.h"
#include "core/worker/sockettable.h"
#include "core/worker/workerextension.h"

#include <thread>

namespace signalbox {

//! Serves health and metrics on a port of its own, with few connections and short deadlines; they do not count
//! against the limits of the public listeners. When there are too many, the oldest one of the address with the
//! most makes room: clients that are slow or send nothing keep nobody out. A separate thread formats the metrics, because counting
//! thousands of open descriptors takes too long for an io thread. Lives on an io thread, until its loop ends.
class AdminPort final : public WorkerExtension
{
public:
    struct Sources
    {
        const CounterSets &counters;             //!< outlive the port
        const MemoryBudget &memory;              //!< the same
        std::vector<Endpoint> listeners;         //!< the public ones
        std::optional<qint64> certificateExpiry; //!< seconds since 1970
        std::function<Readiness()> readiness;    //!< called on the io thread
        AdminHttpEndpoint::Refused refused;      //!< called there, too
    };

    AdminPort(IoLoop &loop, ListeningSocket socket, Sources sources);
    ~AdminPort() override;
    Q_DISABLE_COPY_MOVE(AdminPort)

    //! How many connections there may be, fewer when the process may have few descriptors.
    static constexpr qint64 MaxConnections = DescriptorShares::MaxAdmin;
    //! Deadline for the whole head, and then for the whole response.
    static constexpr Milliseconds Timeout{5000};

private:
    void accepted(AcceptedClient &&client);
    void handle(quint64 request, const ClientSocket &client, const HttpHead &head);
    void measure(quint64 request);
    void measured(const QByteArray &text);

    IoLoop &m_loop;
    Sources m_sources;
    AdmissionLedger m_ledger; //!< without limits
    UnfinishedHeads m_heads;  //!< all connections
    Load m_load;
    SocketTable m_sockets;
    AdminHttpEndpoint m_endpoint;
    std::vector<quint64> m_waiting; //!< requests that the metrics are being formatted for
    std::thread m_writer;           //!< formats the metrics
    Acceptor m_acceptor;            //!< last: accepts when everything else exists
};

} // namespace signalbox

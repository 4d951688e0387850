#pragma once

#include "core/admin/adminpages.h"
#include "core/observe/metricssnapshot.h"
#include "core/transport/acceptor.h"
#include "core/transport/adminhttpendpoint.h"
#include "core/worker/wiretable.h"
#include "core/worker/workerextension.h"

#include <QThreadPool>

namespace signalbox {

//! Health and metrics, on a port of its own: few connections, short deadlines, and none of it counts against
//! the limits of the public listeners. The metrics are written by a thread of their own, because counting
//! thousands of open descriptors takes longer than an io thread may. Lives on an io thread, until its loop
//! ends.
class AdminPort final : public WorkerExtension
{
public:
    struct Sources
    {
        const CounterSets &counters;             //!< outlive the port
        std::vector<Endpoint> listeners;         //!< the public ones
        std::optional<qint64> certificateExpiry; //!< seconds since 1970
        std::function<Readiness()> readiness;    //!< asked on the io thread
    };

    AdminPort(IoLoop &loop, ListeningSocket socket, Sources sources);
    ~AdminPort() override;
    Q_DISABLE_COPY_MOVE(AdminPort)

    static constexpr int MaxConnections = 64;
    //! The whole head must have come, and later the whole answer gone, within this.
    static constexpr Milliseconds Patience{5000};

private:
    void accepted(UniqueFd socket, const Endpoint &peer, const Endpoint &listener);
    void asked(quint64 visit, const Wire &wire, const HttpHead &head);
    void measure(quint64 visit);
    void measured(const QByteArray &text);

    IoLoop &m_loop;
    Sources m_sources;
    AdmissionLedger m_ledger;
    Load m_load;
    WireTable m_wires;
    AdminHttpEndpoint m_endpoint;
    std::vector<quint64> m_waiting; //!< visits for whom the metrics are being written
    QThreadPool m_writer;
    Acceptor m_acceptor; //!< last: nobody comes in before the rest is there
};

} // namespace signalbox

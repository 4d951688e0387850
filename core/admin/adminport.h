#pragma once

#include "core/admin/adminapi.h"
#include "core/admin/admingate.h"
#include "core/http/apiserver.h"
#include "core/transport/acceptor.h"
#include "core/transport/descriptorshares.h"
#include "core/worker/sockettable.h"

namespace signalbox {

class TlsContext;

//! Serves health, metrics and the API on a port of its own, with few connections and short deadlines; they do not count
//! against the limits of the public listeners. When there are too many, the oldest one of the address with the
//! most makes room: clients that are slow or send nothing keep nobody out. Half of the places are for clients with a right
//! token, who are not made to give way to those without. Lives on the admin thread.
class AdminPort final
{
public:
    struct Settings
    {
        std::vector<AdminTokenSettings> tokens;
        PlainApi plainApi = PlainApi::Refused;
        std::shared_ptr<const TlsContext> tls = nullptr; //!< null: the port is plain
    };

    //! \a services outlive the port.
    AdminPort(IoLoop &loop, ListeningSocket socket, Settings settings, HealthHandlers::Sources health,
              AdminServices services, ApiServer::Refused refused);
    ~AdminPort();
    Q_DISABLE_COPY_MOVE(AdminPort)

    //! For new connections. Null: the port is plain. Clients show tokens, no certificates.
    void setTls(std::shared_ptr<const TlsContext> tls)
    {
        m_sockets.setTls(std::move(tls), ClientCertificates::NotAsked);
    }
    //! Seconds since 1970, for the metrics.
    void setCertificateExpiry(qint64 expiry) { m_api.health().setCertificateExpiry(expiry); }
    //! For requests that come from now on.
    void setTokens(std::vector<AdminTokenSettings> tokens) { m_gate.setTokens(std::move(tokens)); }
    void setPlainApi(PlainApi plainApi) { m_gate.setPlainApi(plainApi); }

    //! How many connections there may be, fewer when the process may have few descriptors.
    static constexpr qint64 MaxConnections = DescriptorShares::MaxAdmin;

private:
    void accepted(AcceptedClient &&client);
    void authorised(const ClientSocket &socket);

    IoLoop &m_loop;
    AdminApi m_api;
    AdminGate m_gate;
    AdmissionLedger m_ledger; //!< without limits
    UnfinishedHeads m_heads;  //!< all connections that showed no right token
    Load m_load;
    SocketTable m_sockets;
    ApiServer m_server;
    Acceptor m_acceptor; //!< last: accepts when everything else exists
};

} // namespace signalbox

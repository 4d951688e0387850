#pragma once

#include "core/admin/adminport.h"
#include "core/admin/adminthread.h"
#include "core/server/localadminactions.h"
#include "core/server/localmessagesource.h"
#include "core/server/localservercontrol.h"
#include "core/server/server.h"

#include <memory>
#include <optional>

namespace signalbox {

class AuditTrail;
class Cluster;
class CommandDispatcher;
class IoWorkerPool;
class OwnerMailbox;
class RefusalRelay;
class ServerLists;
class ServerStreams;
class TlsContext;
struct SharedState;

//! The admin port of a Server: opens it, runs its thread, and gives its handlers what they need of the server. Lives on the
//! owner's thread.
class AdminServer final
{
public:
    //! All outlive the admin server.
    AdminServer(Server &server, SharedState &shared, OwnerMailbox &mailbox, ServerStreams &streams,
                CommandDispatcher &commands, AuditTrail &trail);
    ~AdminServer();
    Q_DISABLE_COPY_MOVE(AdminServer)

    void setRule(Server::AdminPortRule rule) { m_rule = rule; }
    void setHost(ServerHost host) { m_control.setHost(std::move(host)); }
    void setWarnings(const QStringList &warnings);

    //! Listens, if there is to be a port. Fails as ListeningSocket::open() does, unless the port is optional.
    Result<void> open(const Config &config);
    //! Starts the thread of the port, if it is open. \a pool runs, and outlives the thread. \a tls null: without TLS.
    //! \a cluster null: the server runs alone; outlives the thread. Fails with Busy.
    Result<void> start(IoWorkerPool &pool, const Config &config, const std::vector<Endpoint> &listeners,
                       const std::shared_ptr<const TlsContext> &tls, Cluster *cluster);
    //! Ends all connections and the thread.
    void stop();
    //! For requests that come from now on.
    void setConfig(const Config &config);

    //! For new connections: another certificate.
    void setTls(const std::shared_ptr<const TlsContext> &tls);

    //! A command of a console or of the API has ended: records it in the audit log, and answers who asked for it.
    void commandFinished(const ActionReport &report) { m_actions.commandFinished(report); }

    std::optional<Endpoint> endpoint() const { return m_endpoint; }
    //! Why there is no port although one is configured; empty otherwise.
    QString failure() const { return m_failure; }

private:
    void warnAboutPlain(const Config &config, bool usesTls);
    void publishWarnings();

    SharedState &m_shared;
    Server::AdminPortRule m_rule = Server::AdminPortRule::Required;
    LocalServerControl m_control;
    LocalMessageSource m_messages;
    LocalAdminActions m_actions;
    std::unique_ptr<ServerLists> m_lists;    //!< of this run
    std::optional<ListeningSocket> m_socket; //!< between open() and start()
    std::optional<Endpoint> m_endpoint;
    QString m_failure;
    QStringList m_hostWarnings; //!< of setWarnings()
    QStringList m_warnings;     //!< of this class
    bool m_usesTls = false;
    std::unique_ptr<AdminThread> m_thread;
};

} // namespace signalbox

#pragma once

#include "core/config/config.h"
#include "core/control/commandhandler.h"
#include "core/hub/hub.h"
#include "core/hub/hubinbox.h"
#include "core/observe/closedcollector.h"
#include "core/observe/connectioncollector.h"
#include "core/observe/messagecollector.h"
#include "core/observe/statsstream.h"
#include "core/session/connectiontable.h"
#include "core/transport/acceptor.h"
#include "core/transport/upgradehandler.h"
#include "core/worker/acceptedsocket.h"
#include "core/worker/drainer.h"
#include "core/worker/embedderrelay.h"
#include "core/worker/loadshedder.h"
#include "core/worker/readiness.h"
#include "core/worker/sharedstate.h"
#include "core/worker/sockettable.h"
#include "core/worker/workercontext.h"
#include "core/worker/workerextension.h"

#include <QObject>

#include <memory>

namespace signalbox {

//! What a worker tells its owner; each is called on the io thread and hands the value on.
struct WorkerReports
{
    EmbedderRelay::Deliver events;
    //! All connections, as requested by sendSnapshot(); later deltas follow behind it.
    std::function<void(quint64 request, ConnectionDelta &&)> snapshot;
    ConnectionCollector::Send delta;
    MessageCollector::Send log;
    ClosedCollector::Send closed;
    ReportActionPart action;
    //! After leave(), once: nobody is left.
    std::function<void()> emptied;
};

//! Everything that lives on one io thread, put together: made, used and destroyed there.
class WorkerCore final : public QObject
{
    Q_OBJECT
public:
    //! \a loop is the thread's, and outlives us. \a tls null: in the clear.
    WorkerCore(IoLoop &loop, WorkerContext context, std::shared_ptr<const Config> config,
               std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports);
    ~WorkerCore() override;

    IoLoop &loop() { return m_loop; }
    CommandHandler &commands() { return m_commands; }
    Hub &hub() { return m_hub; }
    //! Where the hubs of other io threads post messages for this one.
    HubInbox &hubInbox() { return m_hubInbox; }

    //! Accepts for the whole pool; one worker does.
    void listen(std::vector<ListeningSocket> sockets);
    //! Keeps \a extension until the worker ends, a drain included.
    void attach(std::unique_ptr<WorkerExtension> extension) { m_extensions.push_back(std::move(extension)); }
    //! Of the whole server, if this worker is the one that accepts.
    Readiness readiness() const;
    //! One that another worker has accepted.
    void take(AcceptedSocket &acceptedSocket);
    //! Holds for who comes next; the hub's part at once.
    void setConfig(std::shared_ptr<const Config> config);

    //! Stops accepting and says goodbye with \a reason, as fast as the DrainRateLimiter that has begun allows;
    //! WorkerReports::emptied follows.
    void leave(const CloseReason &reason, Milliseconds bound);
    //! After leave(): without waiting for anybody any more.
    void leaveNow();

    //! What consoles are shown. Deltas of connections begin with the first snapshot.
    void sendSnapshot(quint64 request);
    void collectConnections(bool on);
    void acknowledgeConnections() { m_connectionCollector.acknowledge(); }
    void collectMessages(bool on);
    void acknowledgeMessages() { m_messageCollector.acknowledge(); }
    void collectClosed(bool on);
    void acknowledgeClosed() { m_closedCollector.acknowledge(); }
    //! The embedder has taken \a bytes of \a connection.
    void returnCredit(ConnectionId connection, qint64 bytes);

    //! The last that is asked of it: finished() follows.
    void quit() { Q_EMIT finished(); }
    //! After finished(): ends everybody at once. Others may hear of it; what they post is not done any more.
    void end();

    WorkerStats measure() const;

Q_SIGNALS:
    void finished();

private:
    void accepted(UniqueFd socket, const Endpoint &peer, const Endpoint &listener);
    void refuse(UniqueFd socket, const Endpoint &peer, const Endpoint &listener, Admission admission);
    void upgraded(ClientSocket *socket, const Admitted &admitted, QWebSocket *webSocket,
                  BridgeSocket *bridge);
    void received(Connection *connection, Opcode opcode, const QByteArray &payload);
    void closed(Connection *connection, const ConnectionEnd &end);
    void reportWhenEmpty();

    WorkerContext m_context;
    std::shared_ptr<const Config> m_config;
    SharedState &m_shared;
    ServerCounters &m_counters;
    WorkerReports m_reports;
    IoLoop &m_loop;
    ConnectionEvents m_connectionEvents;
    LoadShedder m_loadShedder; //!< counts what the sockets hold
    SocketTable m_sockets;
    Hub m_hub;
    HubInbox m_hubInbox;
    EmbedderRelay m_relay;
    ConnectionCollector m_connectionCollector;
    MessageCollector m_messageCollector;
    ClosedCollector m_closedCollector;
    ConnectionTable m_connections;
    CommandHandler m_commands;
    Drainer m_drainer;
    UpgradeHandler m_upgradeHandler;
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;
    std::vector<std::unique_ptr<WorkerExtension>> m_extensions;
    bool m_leaving = false;
    bool m_reportedEmpty = false; //!< once: the owner may have started another worker since
    CloseReason m_leaveReason;
};

} // namespace signalbox

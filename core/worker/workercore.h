#pragma once

#include "core/config/config.h"
#include "core/control/commandhandler.h"
#include "core/hub/hub.h"
#include "core/hub/hubinbox.h"
#include "core/loop/looppost.h"
#include "core/loop/slicedjobs.h"
#include "core/observe/connectioncollector.h"
#include "core/observe/messagecollector.h"
#include "core/observe/refusedcollector.h"
#include "core/observe/statsstream.h"
#include "core/session/connectiontable.h"
#include "core/session/recenttexts.h"
#include "core/transport/acceptor.h"
#include "core/transport/upgradehandler.h"
#include "core/worker/acceptedsocket.h"
#include "core/worker/drainer.h"
#include "core/worker/embedderrelay.h"
#include "core/worker/livetokens.h"
#include "core/worker/loadshedder.h"
#include "core/worker/proxyheaders.h"
#include "core/worker/sharedstate.h"
#include "core/worker/sockettable.h"
#include "core/worker/usersessions.h"
#include "core/worker/workercontext.h"

#include <QObject>

#include <memory>

namespace signalbox {

//! The reports of a worker to its owner. Each is called on the io thread and must not block.
struct WorkerReports
{
    EmbedderRelay::Deliver events;
    //! All connections, as requested by sendSnapshot(); later deltas follow behind it.
    std::function<void(quint64 request, ConnectionDelta &&)> snapshot;
    ConnectionCollector::Send delta;
    MessageCollector::Send log;
    std::shared_ptr<MessageBacklog> logBacklog; //!< of log; may be null
    RefusedCollector::Send refused;
    ReportActionPart action;
    //! Called once after drain(): no connection is left.
    std::function<void()> drained;
};

//! The objects of one io thread. Created, used and destroyed there.
class WorkerCore final : public QObject
{
    Q_OBJECT
public:
    //! \a loop is the one of the thread and outlives this. \a tls null: no TLS.
    WorkerCore(IoLoop &loop, WorkerContext context, std::shared_ptr<const Config> config,
               std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports);
    ~WorkerCore() override;

    IoLoop &loop() { return m_loop; }
    CommandHandler &commands() { return m_commands; }
    Hub &hub() { return m_hub; }
    const ConnectionTable &connections() const { return m_connections; }
    //! Work of this thread for which nobody has to be delayed.
    SlicedJobs &jobs() { return m_jobs; }
    //! Where the hubs of other io threads post messages for this one.
    HubInbox &hubInbox() { return m_hubInbox; }

    //! Accepts connections for the whole pool. Called for one worker of it.
    void listen(std::vector<ListeningSocket> sockets);
    //! Takes a socket that another worker has accepted.
    void take(const std::shared_ptr<AcceptedSocket> &acceptedSocket);
    //! Counts, logs and shows a client that was refused on this thread.
    void refused(const RefusedRequest &request);
    //! Counts \a count others that nothing else is known about. \a reason is in static storage.
    void countRefused(const char *reason, quint64 count) { m_counters.rejected.add({reason}, count); }
    //! Ends a peer of this thread that has no connection and is not among the unfinished heads any more.
    void evict(UnfinishedHeads::Ticket ticket);
    //! Ends a connection of this thread, if it is still there, because a newer one of its user replaces it.
    void closeReplaced(ConnectionId id)
    {
        if (Connection *connection = m_connections.find(id))
            connection->kick(CloseReason::of(Cause::Replaced));
    }
    //! Applies to new connections; the settings of the hub apply at once.
    void setConfig(std::shared_ptr<const Config> config);
    //! For new connections.
    void setTls(std::shared_ptr<const TlsContext> tls) { m_sockets.setTls(std::move(tls)); }

    //! Stops accepting and closes all connections with \a reason, at the rate of the DrainRateLimiter, which has
    //! begun, and within \a timeout (0: no limit). WorkerReports::drained follows.
    void drain(const CloseReason &reason, Milliseconds timeout);
    //! Called after drain(): ends the connections that are left at once.
    void announceDrain(const Connection &connection, const CloseReason &reason);
    void abortAll();

    //! What consoles are shown. Deltas of connections begin with the first snapshot.
    void sendSnapshot(quint64 request);
    //! Returns everything that a console can ask about one connection of this thread.
    ConnectionReport report(ConnectionId id) const;
    void collectConnections(bool on);
    void acknowledgeConnections() { m_connectionCollector.acknowledge(); }
    void collectMessages(bool on);
    //! Of the connections of all io threads.
    void watchMessages(const MessageWatch &watch) { m_messageCollector.watch(watch, m_connections); }
    void acknowledgeMessages() { m_messageCollector.acknowledge(); }
    void collectRefused(bool on);
    void acknowledgeRefused() { m_refusedCollector.acknowledge(); }
    //! The owner's thread has delivered \a bytes of messages of \a connection.
    void returnCredit(ConnectionId connection, qint64 bytes);

    //! Emits finished().
    void quit() { Q_EMIT finished(); }
    //! Called after finished(): ends all connections at once. This may post to other workers.
    void end();

    WorkerStats measure() const;

Q_SIGNALS:
    void finished();

private:
    void accepted(AcceptedClient &&client);
    Admission admit(AcceptedClient &client);
    void receive(AcceptedSocket &acceptedSocket);
    void setSource(AcceptedSocket &acceptedSocket, const std::optional<Endpoint> &source);
    Admission admitAddress(const ClientSocket &socket, const ClientAddress &address);
    void refuseProxied(AcceptedSocket &acceptedSocket, const Refusal &refusal);
    void reject(AcceptedClient &&client, Admission admission);
    void evict(const UnfinishedHeads::Evicted &peer);
    bool makeRoom(AcceptedClient &client);
    void roomRefused(Connection *connection, const char *reason);
    void summariseRefusals();
    void scheduleSummary(std::optional<TimePoint> due);
    void upgraded(ClientSocket *socket, const Admitted &admitted, QWebSocket *webSocket, BridgeSocket *bridge,
                  Entry &entry);
    ConnectionId nextId();
    void setGateRules();
    void identityChanged(Connection *connection, const QString &formerUser);
    void applyNews(ConnectionId id);
    void received(Connection *connection, Opcode opcode, const QByteArray &payload);
    void closed(Connection *connection, const ConnectionEnd &end);
    Verdict remember(const Connection &connection, const ConnectionEnd &end);
    void ended(Connection *connection, bool clean);
    void reportWhenDrained();

    WorkerContext m_context;
    std::shared_ptr<const Config> m_config;
    std::shared_ptr<const UpgradeRules> m_rules; //!< of m_config
    SharedState &m_shared;
    ServerCounters &m_counters;
    WorkerReports m_reports;
    IoLoop &m_loop;
    HeadStore m_heads;
    RecentTexts m_texts;
    ConnectionEvents m_connectionEvents;
    LoadShedder m_loadShedder; //!< counts what the sockets hold
    SocketTable m_sockets;
    ProxyHeaders m_proxyHeaders;
    Hub m_hub;
    HubInbox m_hubInbox;
    EmbedderRelay m_relay;
    ConnectionCollector m_connectionCollector;
    MessageCollector m_messageCollector;
    RefusedCollector m_refusedCollector;
    ConnectionTable m_connections;
    UserSessions m_userSessions; //!< of m_connections
    LoopPost m_post;             //!< for other threads
    CommandHandler m_commands;
    Drainer m_drainer;
    Gate m_gate;
    UpgradeHandler m_upgradeHandler;
    SlicedJobs m_jobs; //!< over the objects before it
    LiveTokens m_liveTokens;
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;
    WheelTimer m_refusalSummary;
    bool m_isDraining = false;
    bool m_hasReportedDrained = false;
    CloseReason m_drainReason;
};

} // namespace signalbox

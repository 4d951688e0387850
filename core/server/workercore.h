#pragma once

#include "core/hub/hub.h"
#include "core/observe/connectionwatch.h"
#include "core/observe/messagewatch.h"
#include "core/server/commands.h"
#include "core/server/config.h"
#include "core/server/connectiontable.h"
#include "core/server/drainer.h"
#include "core/server/embedderrelay.h"
#include "core/server/sharedstate.h"
#include "core/server/wiretable.h"
#include "core/transport/acceptor.h"
#include "core/transport/frontdoor.h"

#include <QObject>

#include <memory>

namespace signalbox {

//! What a worker tells its owner; each is called on the io thread and hands the value on.
struct WorkerReports
{
    EmbedderRelay::Deliver events;
    std::function<void(quint64 watch, ConnectionDelta &&)>
        delta; //!< watch: the number given to watchConnections()
    MessageWatch::Publish log;
    ActionTracker::Report action;
    //! After stop() or drain(): nobody is left.
    std::function<void()> emptied;
};

//! Everything that lives on one io thread, put together: made, used and destroyed there.
class WorkerCore final : public QObject
{
    Q_OBJECT
public:
    WorkerCore(std::shared_ptr<const Config> config, SharedState &shared, WorkerReports reports);
    ~WorkerCore() override;

    IoLoop &loop() { return m_loop; }
    Commands &commands() { return m_commands; }

    //! \a tls null: in the clear.
    void listen(std::vector<ListeningSocket> sockets, std::shared_ptr<const TlsContext> tls);
    //! Holds for who comes next; the hub's part at once.
    void setConfig(std::shared_ptr<const Config> config);

    //! Stops accepting and says goodbye with \a reason; WorkerReports::emptied follows.
    void leave(const CloseReason &reason, int closesPerSecond, Milliseconds bound);
    //! After leave(): without waiting for anybody any more.
    void leaveNow();

    void watchConnections(bool on, quint64 number);
    void watchMessages(bool on);
    void acknowledgeDelta() { m_connectionWatch.acknowledge(); }
    void acknowledgeLog() { m_messageWatch.acknowledge(); }
    //! The embedder has taken \a bytes of \a connection.
    void returnCredit(ConnectionId connection, qint64 bytes);

    //! The last that is asked of it: finished() follows.
    void quit() { Q_EMIT finished(); }

    //! Median of the smoothed latencies and what is queued; for ServerStats.
    void measure(ServerStats &stats) const;

Q_SIGNALS:
    void finished();

private:
    void accepted(UniqueFd socket, const Endpoint &peer, const Endpoint &listener);
    void upgraded(Wire *wire, const Admitted &admitted, QWebSocket *webSocket, WireSocket *socket);
    void received(Connection *connection, Opcode opcode, const QByteArray &payload);
    void closed(Connection *connection, const ConnectionEnd &end);
    void reportWhenEmpty();

    std::shared_ptr<const Config> m_config;
    SharedState &m_shared;
    ServerCounters &m_counters;
    WorkerReports m_reports;
    IoLoop m_loop;
    WireTable m_wires;
    Hub m_hub;
    EmbedderRelay m_relay;
    ConnectionWatch m_connectionWatch;
    MessageWatch m_messageWatch;
    ConnectionTable m_connections;
    Commands m_commands;
    Drainer m_drainer;
    FrontDoor m_frontDoor;
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;
    quint64 m_watchNumber = 0;
    bool m_leaving = false;
    bool m_reportedEmpty = false; //!< once: the owner may have started another worker since
    CloseReason m_leaveReason;
};

} // namespace signalbox

#pragma once

#include "core/model/connectionreport.h"
#include "core/observe/banstream.h"
#include "core/observe/closedstream.h"
#include "core/observe/clusterstream.h"
#include "core/observe/connectionstream.h"
#include "core/observe/eventstream.h"
#include "core/observe/messagestream.h"
#include "core/observe/roomliststream.h"
#include "core/observe/statsstream.h"

#include <QObject>

namespace signalbox {

class IoWorkerPool;
class OwnerMailbox;
class WorkerCore;
struct SharedState;
struct WorkerReports;

//! The streams of a server, connected with its io threads. While a stream has no subscriber it costs nothing.
//! Lives on the thread of its Server, which owns it; subscriptions go on across stops and starts.
class ServerStreams final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t MaxMembers = 1000; //!< listed of a room

    //! \a mailbox is the owner's; both outlive the streams.
    ServerStreams(SharedState &shared, OwnerMailbox &mailbox);

    ConnectionStream &connections() { return m_connections; }
    MessageStream &messages() { return m_messages; }
    ClosedStream &closed() { return m_closed; }
    RoomListStream &rooms() { return m_rooms; }
    BanStream &bans() { return m_bans; }
    ClusterStream &nodes() { return m_nodes; }
    StatsStream &stats() { return m_stats; }
    EventStream &events() { return m_events; }

    //! membersListed() follows.
    void requestMembers(const QString &room);
    //! detailsReported() follows.
    void requestDetails(ConnectionId connection);

    //! Has io thread \a worker of the next pool report to the streams.
    void connectReports(WorkerReports &reports, std::size_t worker);
    //! Null: the server stops; its io threads may still report.
    void setPool(IoWorkerPool *pool);
    //! The io threads of the run have ended, and everything they reported has arrived.
    void endRun();

Q_SIGNALS:
    void membersListed(const signalbox::RoomMembers &members);
    void detailsReported(const signalbox::ConnectionReport &report);

private:
    void postToAll(const std::function<void(WorkerCore &)> &task);
    StreamSource source(void (WorkerCore::*collect)(bool), void (WorkerCore::*acknowledge)());

    OwnerMailbox &m_mailbox;
    IoWorkerPool *m_pool = nullptr;
    DeliveryQueue m_deliveries;
    ConnectionStream m_connections;
    MessageStream m_messages;
    ClosedStream m_closed;
    RoomListStream m_rooms;
    BanStream m_bans;
    StatsStream m_stats;
    EventStream m_events;
    ClusterStream m_nodes;
};

} // namespace signalbox

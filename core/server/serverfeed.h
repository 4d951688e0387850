#pragma once

#include "core/model/connectiondelta.h"
#include "core/model/messagelog.h"
#include "core/model/serverstats.h"
#include "core/server/roomsfeed.h"

#include <QObject>

#include <memory>

namespace signalbox {

class IoWorkerPool;
class OwnerMailbox;
struct SharedState;
struct WorkerStats;

//! The batched stream of a server, for consoles. Costs nothing while nobody watches. Lives
//! on the thread of its Server, which owns it; survives stops and starts, and watches go on after a start.
class ServerFeed final : public QObject
{
    Q_OBJECT
public:
    //! \a mailbox is the owner's; both outlive the feed.
    ServerFeed(SharedState &shared, OwnerMailbox &mailbox);
    ~ServerFeed() override;

    //! Begins with connectionsReset() and everything there is; one watcher.
    void watchConnections(bool on);
    //! One watcher; lossy.
    void watchMessages(bool on);
    //! Measures now; statsMeasured() follows. Asked again before that: one answer.
    void requestStats();

    //! What there is of rooms, and who is in them.
    RoomsFeed &rooms() { return m_rooms; }

Q_SIGNALS:
    void connectionsReset();
    void connectionsChanged(const signalbox::ConnectionDelta &delta);
    void messagesLogged(const signalbox::LogBatch &batch);
    void statsMeasured(const signalbox::ServerStats &stats);

private:
    friend class Server;

    //! Null: the server has stopped; what waits for an answer gets one.
    void setPool(IoWorkerPool *pool);
    void takeDelta(std::size_t worker, quint64 watch, const ConnectionDelta &delta);
    void takeLog(std::size_t worker, LogBatch batch);
    void takeStats(quint64 measurement, const WorkerStats &stats);
    void finishStats();

    SharedState &m_shared;
    OwnerMailbox &m_mailbox;
    RoomsFeed m_rooms;
    IoWorkerPool *m_pool = nullptr;
    quint64 m_watchNumber = 0; //!< deltas of an earlier watch are not ours any more
    bool m_watchesConnections = false;
    bool m_watchesMessages = false;
    quint64 m_lastLogged = 0;
    quint64 m_measurement = 0;               //!< answers to an earlier one are late
    std::size_t m_unmeasured = 0;            //!< workers that have not answered
    std::unique_ptr<WorkerStats> m_measured; //!< null: nobody has asked
};

} // namespace signalbox

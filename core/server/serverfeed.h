#pragma once

#include "core/control/actionmerger.h"
#include "core/model/connectiondelta.h"
#include "core/model/messagelog.h"
#include "core/model/serverstats.h"
#include "core/server/roomsfeed.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

class Commands;
class IoWorkerPool;
class OwnerMailbox;
class PreparedMessage;
struct CloseReason;
struct SharedState;
struct WorkerStats;

//! The batched stream of a server and its commands, for consoles. Costs nothing while nobody watches. Lives
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

    //! Each ends in one actionFinished().
    ActionId kick(const std::vector<ConnectionId> &ids, const CloseReason &reason);
    ActionId close(const std::vector<ConnectionId> &ids);
    ActionId closeAll();
    ActionId ping(const std::vector<ConnectionId> &ids);
    ActionId sendToAll(const PreparedMessage &message);
    ActionId sendToRoom(const QString &room, const PreparedMessage &message);
    ActionId sendTo(const std::vector<ConnectionId> &ids, const PreparedMessage &message);
    ActionId sendToUser(const QString &user, const PreparedMessage &message);
    //! Every connection of \a user.
    ActionId kickUser(const QString &user, const CloseReason &reason);
    ActionId putIntoRoom(const std::vector<ConnectionId> &ids, const QString &room);
    ActionId takeOutOfRoom(const std::vector<ConnectionId> &ids, const QString &room);

    //! What there is of rooms, and who is in them.
    RoomsFeed &rooms() { return m_rooms; }

Q_SIGNALS:
    void connectionsReset();
    void connectionsChanged(const signalbox::ConnectionDelta &delta);
    void messagesLogged(const signalbox::LogBatch &batch);
    void statsMeasured(const signalbox::ServerStats &stats);
    void actionFinished(const signalbox::ActionReport &report);

private:
    friend class Server;

    using Ids = std::vector<ConnectionId>;
    using Command = std::function<void(Commands &, ActionId)>;
    using CommandFor = std::function<void(Commands &, ActionId, const Ids &)>;

    //! Null: the server has stopped; what waits for an answer gets one.
    void setPool(IoWorkerPool *pool);
    void takeDelta(std::size_t worker, quint64 watch, const ConnectionDelta &delta);
    void takeLog(std::size_t worker, LogBatch batch);
    void takeStats(quint64 measurement, const WorkerStats &stats);
    void finishStats();
    void takeAction(const ActionReport &part) { m_actions.take(part); }
    //! To the workers that may have one of \a ids, each its own; reported as already gone without a server.
    ActionId commandFor(ActionKind kind, const Ids &ids, const CommandFor &run);
    //! To all workers, of whom \a reports report.
    ActionId commandAll(ActionKind kind, std::size_t reports, const Command &run);
    ActionId commandOne(ActionKind kind, std::size_t worker, const Command &run);
    //! When there is nobody to ask.
    ActionId reportGone(ActionKind kind, const Ids &ids);

    SharedState &m_shared;
    OwnerMailbox &m_mailbox;
    RoomsFeed m_rooms;
    IoWorkerPool *m_pool = nullptr;
    ActionMerger m_actions;
    quint64 m_lastAction = 0;
    quint64 m_watchNumber = 0; //!< deltas of an earlier watch are not ours any more
    bool m_watchesConnections = false;
    bool m_watchesMessages = false;
    quint64 m_lastLogged = 0;
    quint64 m_measurement = 0;               //!< answers to an earlier one are late
    std::size_t m_unmeasured = 0;            //!< workers that have not answered
    std::unique_ptr<WorkerStats> m_measured; //!< null: nobody has asked
};

} // namespace signalbox

#pragma once

#include "core/observe/deltas.h"
#include "core/server/actions.h"

#include <QObject>

#include <functional>
#include <vector>

namespace signalbox {

class Commands;
class IoWorker;
class OwnerMailbox;
class PreparedMessage;
struct CloseReason;
struct SharedState;

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

Q_SIGNALS:
    void connectionsReset();
    void connectionsChanged(const signalbox::ConnectionDelta &delta);
    void messagesLogged(const signalbox::LogBatch &batch);
    void statsMeasured(const signalbox::ServerStats &stats);
    void actionFinished(const signalbox::ActionReport &report);

private:
    friend class Server;

    using Command = std::function<void(Commands &, ActionId)>;

    //! Null: the server has stopped.
    void setWorker(IoWorker *worker);
    void takeDelta(quint64 watch, const ConnectionDelta &delta);
    void takeLog(const LogBatch &batch);
    void takeStats(ServerStats stats);
    //! Without a server, \a ids are reported as already gone.
    ActionId command(ActionKind kind, const std::vector<ConnectionId> &ids, const Command &run);

    SharedState &m_shared;
    OwnerMailbox &m_mailbox;
    IoWorker *m_worker = nullptr;
    quint64 m_lastAction = 0;
    quint64 m_watchNumber = 0; //!< deltas of an earlier watch are not ours any more
    bool m_watchesConnections = false;
    bool m_watchesMessages = false;
    bool m_measuring = false;
};

} // namespace signalbox

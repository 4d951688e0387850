#pragma once

#include "core/base/closereason.h"
#include "core/control/actiontracker.h"
#include "core/hub/hub.h"
#include "core/session/connectiontable.h"

namespace signalbox {

//! What a console or embedder can do to connections, as it is carried out on their io thread.
class Commands
{
public:
    Commands(ConnectionTable &connections, Hub &hub, ActionTracker::Report report);

    void kick(ActionId action, const std::vector<ConnectionId> &ids, const CloseReason &reason);
    void close(ActionId action, const std::vector<ConnectionId> &ids);
    void closeAll(ActionId action);
    void ping(ActionId action, const std::vector<ConnectionId> &ids);
    //! For one of several io threads: see Hub::sendToAll(). The last one reports for all.
    void sendToAll(ActionId action, const PreparedMessage &message, CompletionCounter &completion);
    void sendToRoom(ActionId action, const QString &room, const PreparedMessage &message);
    void sendTo(ActionId action, const std::vector<ConnectionId> &ids, const PreparedMessage &message);
    void sendToUser(ActionId action, const QString &user, const PreparedMessage &message);
    //! All connections of \a user on this thread.
    void kickUser(ActionId action, const QString &user, const CloseReason &reason);
    //! Who is in already stays so: Done.
    void putIntoRoom(ActionId action, const std::vector<ConnectionId> &ids, const QString &room);
    void takeOutOfRoom(ActionId action, const std::vector<ConnectionId> &ids, const QString &room);

    //! The same for one connection, for callers that want no report.
    void kick(ConnectionId connection, const CloseReason &reason);
    void close(ConnectionId connection);
    void sendTo(ConnectionId connection, const PreparedMessage &message);

    Hub &hub() { return m_hub; }
    ActionTracker &tracker() { return m_tracker; }

private:
    //! Those of \a ids that are there; the others are outcomes already.
    std::vector<Connection *> present(const std::vector<ConnectionId> &ids,
                                      std::vector<ActionOutcome> &gone) const;
    void end(ActionId action, ActionKind kind, const std::vector<Connection *> &targets,
             std::vector<ActionOutcome> known, const CloseReason &reason);

    ConnectionTable &m_connections;
    Hub &m_hub;
    ActionTracker::Report m_report;
    ActionTracker m_tracker;
};

} // namespace signalbox

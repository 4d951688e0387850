#pragma once

#include "core/auth/revocations.h"
#include "core/control/actiontracker.h"
#include "core/control/commandrequest.h"
#include "core/hub/hub.h"
#include "core/loop/slicedjobs.h"
#include "core/policy/banlist.h"
#include "core/session/connectiontable.h"

namespace signalbox {

//! Executes commands for the connections of its io thread, where it lives.
//!
//! A command that addresses connections by id is sent to the threads of these connections, any other command
//! to every thread. Each of them reports one part.
class CommandHandler
{
public:
    //! All outlive the handler; \a loop is that of its thread, and runs no turn after its destruction.
    CommandHandler(IoLoop &loop, ConnectionTable &connections, Hub &hub, const Bans &bans,
                   const Revocations &revocations, ReportActionPart report);

    //! Reports once, at the earliest from within the call; not at all if the request's action is null.
    void run(const CommandRequest &request);

    //! Closes \a connection, whose decision may be older than a ban or a revocation, if there is one about it. Returns whether
    //! that is so.
    bool closeIfUnwanted(Connection &connection);

    ActionTracker &tracker() { return m_tracker; }

    static constexpr std::size_t ClosedAtOnce = 32; //!< connections

private:
    //! The connections of this thread that a target names, and the outcomes of those that are gone.
    struct Selection
    {
        std::vector<Connection *> connections;
        ActionPart part; //!< with the outcomes of those that are gone
    };

    using CloseOne = std::function<void(Connection &connection)>;

    Selection select(const Target &target, ActionId action);
    //! Reports when all of \a selection have ended. More than ClosedAtOnce are closed in slices of time.
    void closeEach(Selection &&selection, CloseOne close);
    bool isMember(const Connection &connection, const QString &room);

    void execute(const Kick &kick, const CommandRequest &request);
    void execute(const Close &close, const CommandRequest &request);
    void execute(const Ping &ping, const CommandRequest &request);
    void execute(const Send &send, const CommandRequest &request);
    void execute(const PutIntoRoom &put, const CommandRequest &request);
    void execute(const TakeOutOfRoom &take, const CommandRequest &request);
    void execute(const Publish &publish, const CommandRequest &request);
    void execute(const DeleteHistory &deletion, const CommandRequest &request);
    void execute(const AddBans &command, const CommandRequest &request);
    void execute(const EditBan &command, const CommandRequest &request);
    void execute(const RemoveBans &command, const CommandRequest &request);
    void execute(const Revoke &command, const CommandRequest &request);

    using CloseIf = bool (CommandHandler::*)(Connection &connection, const std::optional<Actor> &actor);
    //! Closes with \a closeIf those it is about, in slices of time, and reports how many they were.
    void closeAllIf(CloseIf closeIf, const CommandRequest &request);
    // Close \a connection if a ban is about it, or its token is revoked, and return whether that is so. One with the envelope is
    // told that it is banned. `actor`: who has just ordered it.
    bool closeIfBanned(Connection &connection, const std::optional<Actor> &actor);
    bool closeIfRevoked(Connection &connection, const std::optional<Actor> &actor);

    bool sendToSome(const Target &target, const CommandRequest &request);
    void sendToConnections(const std::vector<ConnectionId> &ids, const CommandRequest &request);
    void sendToAll(const CommandRequest &request);
    void sendToUser(const QString &user, const CommandRequest &request);

    void report(ActionPart &&part);
    //! Reports when \a event has happened to all of \a selection.
    void reportAfter(ActionTracker::Event event, Selection &&selection);

    ConnectionTable &m_connections;
    Hub &m_hub;
    const Bans &m_bans;
    const Revocations &m_revocations;
    ReportActionPart m_report;
    ActionTracker m_tracker;
    SlicedJobs m_jobs;
};

} // namespace signalbox

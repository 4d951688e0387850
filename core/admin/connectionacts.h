#pragma once

#include "core/model/command.h"

#include <optional>

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;
class ClusterApi;
class KickAnswer;
class ListQueries;

//! What is done to connections: kick, close, ping, put into a room, take out of it. Lives on the admin thread.
class ConnectionActs final
{
public:
    static constexpr qint64 MaxIds = 10'000; //!< in one request

    //! All outlive the handlers.
    ConnectionActs(AdminActions &actions, ListQueries &lists, ClusterApi &cluster);
    void addTo(ApiRouter &router);

private:
    void kickMany(const ApiRequest &request, const ApiResponder &responder);
    void kickMatching(const QString &filter, Command &&command, bool isDryRun, const KickAnswer &answer);
    void kickUser(const ApiRequest &request, const ApiResponder &responder);
    //! \a command is for the connection that the path names.
    void actOnOne(const ApiRequest &request, const ApiResponder &responder, CommandBody &&command);
    void changeRoom(const ApiRequest &request, const ApiResponder &responder, bool isPut);
    void runKick(Command &&command, const KickAnswer &answer);

    AdminActions &m_actions;
    ListQueries &m_lists;
    ClusterApi &m_cluster;
};

} // namespace signalbox

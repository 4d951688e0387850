#pragma once

#include "core/model/ban.h"

#include <functional>
#include <optional>

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;
class ClusterApi;
class ListQueries;

//! GET and POST /bans, GET and DELETE /bans/ID. Lives on the admin thread.
class BanHandlers final
{
public:
    //! All outlive the handlers.
    BanHandlers(AdminActions &actions, ListQueries &lists, ClusterApi &cluster);
    void addTo(ApiRouter &router);

private:
    void list(const ApiRequest &request, const ApiResponder &responder);
    void show(const ApiRequest &request, const ApiResponder &responder);
    void add(const ApiRequest &request, const ApiResponder &responder);
    void remove(const ApiRequest &request, const ApiResponder &responder);
    void countAffected(const Ban &ban, const ApiRequest &request, const ApiResponder &responder);

    AdminActions &m_actions;
    ListQueries &m_lists;
    ClusterApi &m_cluster;
};

} // namespace signalbox

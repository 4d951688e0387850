#pragma once

#include "core/admin/audithandlers.h"
#include "core/admin/banhandlers.h"
#include "core/admin/clusterapi.h"
#include "core/admin/connectionacts.h"
#include "core/admin/healthhandlers.h"
#include "core/admin/listhandlers.h"
#include "core/admin/messagehandlers.h"
#include "core/admin/nodehandlers.h"
#include "core/admin/publishhandlers.h"
#include "core/admin/revocationhandlers.h"
#include "core/admin/roomhandlers.h"
#include "core/admin/serverhandlers.h"
#include "core/http/apirouter.h"

namespace signalbox {

class ServerControl;

//! What the handlers need of the rest of the server; all outlive them.
struct AdminServices
{
    ServerControl &control;
    ListQueries &lists;
    MessageSource &messages;
    SlicedJobs &jobs; //!< of the admin thread
    AdminActions &actions;
    std::unique_ptr<NodeCallPort> nodes = {};    //!< null: there is no cluster
    std::function<ClusterStatus()> cluster = {}; //!< called on the admin thread; empty: there is none
};

//! All requests of the admin port, one class for each domain. Lives on the admin thread.
class AdminApi final
{
public:
    AdminApi(HealthHandlers::Sources health, AdminServices &&services, IoLoop &loop);
    ~AdminApi();
    Q_DISABLE_COPY_MOVE(AdminApi)

    const ApiRouter &router() const { return m_router; }
    HealthHandlers &health() { return m_health; }

private:
    AdminActions &m_actions;
    ApiRouter m_router;
    LoopPost m_post;
    ClusterApi m_cluster;
    HealthHandlers m_health;
    NodeHandlers m_nodes;
    ServerHandlers m_server;
    ListHandlers m_lists;
    MessageHandlers m_messages;
    ConnectionActs m_connectionActs;
    RoomHandlers m_rooms;
    PublishHandlers m_publish;
    AuditHandlers m_audit;
    BanHandlers m_bans;
    RevocationHandlers m_revocations;
};

} // namespace signalbox

#include "core/admin/adminapi.h"

#include "core/admin/adminactions.h"

namespace signalbox {

AdminApi::AdminApi(HealthHandlers::Sources health, AdminServices &&services, IoLoop &loop)
    : m_actions(services.actions)
    , m_post(loop)
    , m_cluster(std::move(services.nodes), m_router, m_post)
    , m_health(std::move(health))
    , m_nodes(std::move(services.cluster))
    , m_server(services.control)
    , m_lists(services.lists, m_cluster, m_post)
    , m_messages(services.jobs, services.messages)
    , m_connectionActs(services.actions, services.lists, m_cluster)
    , m_rooms(services.actions)
    , m_publish(services.actions, m_cluster)
    , m_audit(services.actions)
    , m_bans(services.actions, services.lists, m_cluster)
    , m_revocations(services.actions)
{
    m_health.addTo(m_router);
    m_nodes.addTo(m_router);
    m_server.addTo(m_router);
    m_lists.addTo(m_router);
    m_messages.addTo(m_router);
    m_connectionActs.addTo(m_router);
    m_rooms.addTo(m_router);
    m_publish.addTo(m_router);
    m_audit.addTo(m_router);
    m_bans.addTo(m_router);
    m_revocations.addTo(m_router);
}

AdminApi::~AdminApi()
{
    m_post.close();
    m_actions.end();
}

} // namespace signalbox

#include "core/admin/adminapi.h"

namespace signalbox {

AdminApi::AdminApi(HealthHandlers::Sources health, const AdminServices &services)
    : m_health(std::move(health))
    , m_server(services.control)
    , m_lists(services.lists)
    , m_messages(services.jobs, services.messages)
{
    m_health.addTo(m_router);
    m_server.addTo(m_router);
    m_lists.addTo(m_router);
    m_messages.addTo(m_router);
}

} // namespace signalbox

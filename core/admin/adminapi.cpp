#include "core/admin/adminapi.h"

namespace signalbox {

AdminApi::AdminApi(HealthHandlers::Sources health, const AdminServices &services)
    : m_health(std::move(health))
    , m_server(services.control)
{
    m_health.addTo(m_router);
    m_server.addTo(m_router);
}

} // namespace signalbox

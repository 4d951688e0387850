#include "core/hub/outgoing.h"

#include "core/hub/hub.h"

namespace signalbox {

Outgoing::Outgoing(HubLink &link)
    : m_link(link)
    , m_lags(link.threadCount())
{
}

void Outgoing::tellToGoOn(Hub &hub, std::size_t home)
{
    hub.link().run(home, [](Hub &waiting) { waiting.goOn(); });
}

} // namespace signalbox

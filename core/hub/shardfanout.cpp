#include "core/hub/shardfanout.h"

#include "core/hub/hub.h"

namespace signalbox {

ShardFanout::ShardFanout(HubLink &link)
    : m_link(link)
    , m_backpressure(link.threadCount())
{
}

void ShardFanout::tellToResume(Hub &hub, std::size_t home)
{
    hub.link().run(home, [](Hub &waiting) { waiting.resume(); });
}

} // namespace signalbox

#include "core/hub/hub.h"

#include "core/hub/messagetap.h"

#include <memory>
#include <utility>

namespace signalbox {

Hub::Hub(const HubSettings &settings, ServerCounters &counters, std::size_t thread, HubBus *bus)
    : m_settings(settings)
    , m_link(*this, thread, bus)
    , m_homes(m_link, m_settings, counters)
    , m_members(m_link, m_settings, counters)
{
}

void Hub::setTap(MessageTap *tap)
{
    m_tap = tap;
    m_homes.setTap(tap);
    m_members.setTap(tap);
}

void Hub::sendToAll(const PreparedMessage &message, Counted counted)
{
    struct Tally
    {
        std::size_t threadsLeft;
        quint32 taken = 0;
    };
    const auto tally = std::make_shared<Tally>(Tally{m_link.threadCount()}); // touched on this thread only
    const auto add = [message, tally, counted = std::move(counted)](Hub &hub, quint32 taken) {
        tally->taken += taken;
        if (--tally->threadsLeft > 0)
            return;
        if (hub.m_tap)
            hub.m_tap->messageOut({}, message.opcode(), message.payload(), tally->taken);
        if (counted)
            counted(tally->taken);
    };
    for (std::size_t thread = 0; thread < m_link.threadCount(); ++thread) {
        m_link.run(thread, [message, add, asker = m_link.thread()](Hub &hub) {
            const quint32 taken = hub.members().sendToAll(message);
            hub.link().run(asker, [add, taken](Hub &home) { add(home, taken); });
        });
    }
}

void Hub::sendToRoom(const QString &room, const PreparedMessage &message, Counted counted)
{
    m_link.run(m_link.homeOf(room),
               [room, message, counted = std::move(counted), asker = m_link.thread()](Hub &home) {
                   const quint32 recipients = home.homes().announce(room, message);
                   if (counted)
                       home.link().run(asker, [counted, recipients](Hub &) { counted(recipients); });
               });
}

bool Hub::sendTo(Connection &connection, const PreparedMessage &message)
{
    return m_members.sendTo(connection, message);
}

} // namespace signalbox

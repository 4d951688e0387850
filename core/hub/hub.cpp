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

void Hub::sendToAll(const PreparedMessage &message, Tally &tally, const Counted &counted)
{
    const std::optional<quint32> taken = tally.add(m_members.sendToAll(message));
    if (!taken)
        return;
    if (m_tap)
        m_tap->messageOut({}, message.opcode(), message.payload(), *taken);
    if (counted)
        counted(*taken);
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

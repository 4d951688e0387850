#include "core/hub/hub.h"

#include "core/hub/messagetap.h"

#include <memory>
#include <utility>

namespace signalbox {

Hub::Hub(IoLoop &loop, ConnectionEvents &events, const HubRules &rules, RoomBudget &budget,
         ServerCounters &counters, HubPlace place)
    : m_rules(rules)
    , m_link(*this, place.thread, place.bus)
    , m_outgoing(m_link)
    , m_homes(loop, m_link, m_outgoing, m_rules, budget, counters)
    , m_users(loop, m_link, m_outgoing, counters)
    , m_members(events, m_link, m_rules, m_desk, counters)
    , m_desk(loop, m_link, m_rules, m_members)
{
}

void Hub::setTap(MessageTap *tap)
{
    m_tap = tap;
    m_homes.setTap(tap);
    m_members.setTap(tap);
}

void Hub::goOn()
{
    m_homes.goOn();
    m_users.goOn();
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

void Hub::sendToUser(const QString &user, const PreparedMessage &message, Counted counted)
{
    m_link.run(m_link.homeOf(user), [user, message, counted = std::move(counted),
                                     asker = m_link.thread()](Hub &home) {
        const quint32 recipients = home.users().announce(user, message);
        if (home.m_tap)
            home.m_tap->messageOut({{}, user, {}, 0}, message.opcode(), message.payload(), recipients);
        if (counted)
            home.link().run(asker, [counted, recipients](Hub &) { counted(recipients); });
    });
}

bool Hub::putIntoRoom(ConnectionId client, const QString &room)
{
    Member *member = m_members.find(client);
    if (!member || member->hasAskedFor(room))
        return false;
    Asker asker = m_members.askFor(*member, 0);
    asker.isOperator = true;
    m_members.join(*member, room, asker, {}, false);
    return true;
}

bool Hub::takeOutOfRoom(ConnectionId client, const QString &room)
{
    Member *member = m_members.find(client);
    if (!member || !member->hasAskedFor(room))
        return false;
    Asker asker = m_members.askFor(*member, 0);
    asker.isOperator = true;
    m_members.leave(*member, room, asker);
    return true;
}

void Hub::askIfIn(ConnectionId client, const QString &room, std::function<void(bool)> answer)
{
    m_link.run(m_link.homeOf(room),
               [client, room, answer = std::move(answer), asker = m_link.thread()](Hub &home) {
                   home.homes().findMember(room, client, [&home, asker, answer](bool isIn) {
                       home.link().run(asker, [answer, isIn](Hub &) { answer(isIn); });
                   });
               });
}

} // namespace signalbox

#include "core/hub/hub.h"

#include "core/hub/messagetap.h"

#include <memory>
#include <utility>

namespace signalbox {

Hub::Hub(IoLoop &loop, ConnectionEvents &events, const HubRules &rules, RoomBudget &budget,
         ServerCounters &counters, HubContext context)
    : m_rules(rules)
    , m_link(*this, context.thread, context.bus)
    , m_fanout(m_link)
    , m_roomShard(loop, m_link, m_fanout, m_rules, budget, counters)
    , m_userShard(loop, m_link, m_fanout, counters)
    , m_clients(events, m_link, m_rules, m_requestHandler, counters)
    , m_requestHandler(loop, m_link, m_rules, m_clients)
{
}

void Hub::setTap(MessageTap *tap)
{
    m_tap = tap;
    m_roomShard.setTap(tap);
    m_clients.setTap(tap);
}

void Hub::resume()
{
    m_roomShard.resume();
    m_userShard.resume();
}

void Hub::sendToAll(const PreparedMessage &message, CompletionCounter &completion, const Counted &counted)
{
    const std::optional<quint32> taken = completion.add(m_clients.sendToAll(message));
    if (!taken)
        return;
    if (m_tap)
        m_tap->messageOut({}, message.opcode(), message.payload(), *taken);
    if (counted)
        counted(*taken);
}

void Hub::sendToRoom(const QString &room, const PreparedMessage &message, Counted counted)
{
    m_link.run(m_link.shardOf(room),
               [room, message, counted = std::move(counted), requester = m_link.thread()](Hub &home) {
                   const quint32 recipients = home.roomShard().announce(room, message);
                   if (counted)
                       home.link().run(requester, [counted, recipients](Hub &) { counted(recipients); });
               });
}

void Hub::sendToUser(const QString &user, const PreparedMessage &message, Counted counted)
{
    m_link.run(m_link.shardOf(user), [user, message, counted = std::move(counted),
                                      requester = m_link.thread()](Hub &home) {
        const quint32 recipients = home.userShard().announce(user, message);
        if (home.m_tap)
            home.m_tap->messageOut({{}, user, {}, 0}, message.opcode(), message.payload(), recipients);
        if (counted)
            home.link().run(requester, [counted, recipients](Hub &) { counted(recipients); });
    });
}

bool Hub::putIntoRoom(ConnectionId client, const QString &room)
{
    LocalClient *member = m_clients.find(client);
    if (!member || member->hasRequested(room))
        return false;
    Requester requester = m_clients.makeRequester(*member, 0);
    requester.isOperator = true;
    m_clients.join(*member, room, requester, {}, false);
    return true;
}

bool Hub::takeOutOfRoom(ConnectionId client, const QString &room)
{
    LocalClient *member = m_clients.find(client);
    if (!member || !member->hasRequested(room))
        return false;
    Requester requester = m_clients.makeRequester(*member, 0);
    requester.isOperator = true;
    m_clients.leave(*member, room, requester);
    return true;
}

void Hub::askIfIn(ConnectionId client, const QString &room, std::function<void(bool)> answer)
{
    m_link.run(m_link.shardOf(room),
               [client, room, answer = std::move(answer), requester = m_link.thread()](Hub &home) {
                   home.roomShard().findMember(room, client, [&home, requester, answer](bool isIn) {
                       home.link().run(requester, [answer, isIn](Hub &) { answer(isIn); });
                   });
               });
}

} // namespace signalbox

#include "core/hub/hub.h"

#include "core/hub/memoryhistorystore.h"
#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
#include "core/session/connection.h"

#include <utility>

namespace signalbox {

Hub::Hub(IoLoop &loop, ConnectionEvents &events, const HubRules &rules, RoomLedger &ledger,
         MemoryBudget &memory, ServerCounters &counters, HubContext context)
    : m_rules(rules)
    , m_link(*this, context.thread, context.bus)
    , m_fanout(m_link)
    , m_broker(makeBroker(loop, context))
    , m_roomShard(loop, m_link, m_fanout, *m_broker, m_rules, ledger, memory, counters)
    , m_userShard(loop, m_link, m_fanout, counters)
    , m_clients(events, m_link, m_rules, m_requestHandler, counters)
    , m_requestHandler(loop, m_link, m_rules, m_clients)
    , m_closeReplaced(std::move(context.closeReplaced))
{
    if (!context.directory)
        return;
    m_directory = context.directory(loop, context.thread);
    m_directory->setHandler(*this);
    m_roomShard.setDirectory(m_directory.get());
    m_userShard.setDirectory(m_directory.get());
}

Hub::~Hub()
{
    m_roomShard.giveUpClaims(); // while there is the directory
}

std::unique_ptr<Broker> Hub::makeBroker(IoLoop &loop, const HubContext &context)
{
    if (context.broker)
        return context.broker(loop, m_rules);
    if (context.historyStore)
        m_historyStore =
            context.historyStore(loop, m_rules, [this](QStringView room) { return isShardOf(room); });
    else
        m_historyStore = std::make_unique<MemoryHistoryStore>(loop, m_rules);
    return std::make_unique<LocalBroker>(loop, *m_historyStore);
}

void Hub::setTap(MessageTap *tap)
{
    m_tap = tap;
    m_roomShard.setTap(tap);
    m_userShard.setTap(tap);
    m_clients.setTap(tap);
}

void Hub::handle(ShardRequest &&request)
{
    std::visit(
        [this]<typename Request>(Request &&content) {
            if constexpr (std::is_same_v<Request, ResumePublishing>) {
                m_roomShard.resume();
                m_userShard.resume();
            } else if constexpr (requires { m_roomShard.handle(std::move(content)); }) {
                m_roomShard.handle(std::move(content));
            } else {
                m_userShard.handle(std::move(content));
            }
        },
        std::move(request));
}

void Hub::handle(ClientDelivery &&delivery)
{
    std::visit(
        [this]<typename Delivery>(Delivery &&content) {
            if constexpr (std::is_same_v<Delivery, ServerPublishResult>)
                m_publishCallbacks.call(content.number, content);
            else if constexpr (std::is_same_v<Delivery, RoomAnswer>)
                m_answerCallbacks.call(content.number, std::move(content));
            else if constexpr (std::is_same_v<Delivery, MembershipResult>)
                m_membershipCallbacks.call(content.number, content.isMember);
            else
                m_clients.handle(std::move(content));
        },
        std::move(delivery));
}

void Hub::sendToAll(const ServerMessage &message, CompletionCounter &completion, const Counted &counted)
{
    const std::optional<quint32> recipients = completion.add(m_clients.sendToAll(message));
    if (!recipients)
        return;
    if (m_tap && m_tap->wants(nullptr, message.publication.size()))
        m_tap->add(broadcastEntry(message.plain(), *recipients, false));
    if (counted)
        counted(*recipients);
}

void Hub::sendToRoom(const QString &room, const ServerMessage &message, Counted counted)
{
    m_link.request(m_link.shardOf(room), ServerRoomPublish{replyTo(std::move(counted)), room, message});
}

void Hub::publish(const QString &room, const ServerMessage &message, Published published)
{
    const ReplyAddress reply{m_link.thread(), m_publishCallbacks.add(std::move(published))};
    m_link.request(m_link.shardOf(room), ServerRoomPublish{reply, room, message, true});
}

void Hub::sendToUser(const QString &user, const ServerMessage &message, Counted counted)
{
    m_link.request(m_link.shardOf(user), ServerUserPublish{replyTo(std::move(counted)), user, message});
}

ReplyAddress Hub::replyTo(Counted &&counted)
{
    if (!counted)
        return {m_link.thread(), 0};
    return {m_link.thread(),
            m_publishCallbacks.add([counted = std::move(counted)](const ServerPublishResult &result) {
                counted(result.recipients);
            })};
}

void Hub::describe(const QString &room, Answered answered)
{
    const ReplyAddress reply{m_link.thread(), m_answerCallbacks.add(std::move(answered))};
    m_link.request(m_link.shardOf(room), RoomDescriptionQuery{reply, room});
}

void Hub::listMembers(const QString &room, const PresenceRequest &request, Answered answered)
{
    const ReplyAddress reply{m_link.thread(), m_answerCallbacks.add(std::move(answered))};
    m_link.request(m_link.shardOf(room), PresenceQuery{{}, room, request, reply});
}

void Hub::readHistory(const QString &room, const HistoryRequest &request, Answered answered)
{
    const ReplyAddress reply{m_link.thread(), m_answerCallbacks.add(std::move(answered))};
    m_link.request(m_link.shardOf(room), HistoryQuery{{}, room, request, reply});
}

void Hub::deleteHistory(const QString &room, Answered answered)
{
    const ReplyAddress reply{m_link.thread(), m_answerCallbacks.add(std::move(answered))};
    m_link.request(m_link.shardOf(room), HistoryDeletion{reply, room});
}

bool Hub::putIntoRoom(ConnectionId client, const QString &room)
{
    LocalClient *found = m_clients.find(client);
    if (!found || !found->connection->isIdentified() || found->hasRequested(room))
        return false;
    Requester requester = m_clients.makeRequester(*found, 0);
    requester.isOperator = true;
    m_clients.join(*found, room, std::move(requester), {}, false);
    return true;
}

bool Hub::takeOutOfRoom(ConnectionId client, const QString &room)
{
    LocalClient *found = m_clients.find(client);
    if (!found || !found->hasRequested(room))
        return false;
    Requester requester = m_clients.makeRequester(*found, 0);
    requester.isOperator = true;
    m_clients.leave(*found, room, std::move(requester));
    return true;
}

void Hub::askIfIn(ConnectionId client, const QString &room, std::function<void(bool)> answer)
{
    const ReplyAddress reply{m_link.thread(), m_membershipCallbacks.add(std::move(answer))};
    m_link.request(m_link.shardOf(room), MembershipQuery{reply, room, client});
}

} // namespace signalbox

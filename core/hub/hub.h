#pragma once

#include "core/hub/completioncounter.h"
#include "core/hub/enveloperequesthandler.h"
#include "core/hub/localbroker.h"
#include "core/hub/localclients.h"
#include "core/hub/pendingcallbacks.h"
#include "core/hub/roomshard.h"
#include "core/hub/usershard.h"

#include <functional>

namespace signalbox {

//! Which hub of a server it is.
struct HubContext
{
    std::size_t thread = 0;
    HubBus *bus = nullptr;                  //!< null: it is the only hub
    HistoryStoreFactory historyStore = {};  //!< empty: the history is kept in memory
    ClusterDirectoryFactory directory = {}; //!< empty: there is no cluster
    BrokerFactory broker = {};              //!< empty: the broker is in this process
    //! Closes a connection of any thread, which a newer one of its user at another node replaces.
    std::function<void(ConnectionId connection)> closeReplaced = {};
};

//! The part of one io thread in routing messages: to all members of a room in one order, to a user, or back
//! to the sender on an echo route. It consists of LocalClients, for the connections of this thread, and of
//! the shards, for the rooms and users whose shard is this thread. Connections report to it by signals; it
//! answers through Connection::send(). Lives on its io thread.
class Hub final : private HubMessageHandler, private ClusterDirectoryHandler
{
public:
    using Counted = std::function<void(quint32 recipients)>;
    using Published = PendingCallbacks<ServerPublishResult>::Callback;
    using Answered = PendingCallbacks<RoomAnswer>::Callback;

    //! \a events are those of the connections of this thread. \a ledger and \a memory are shared by the hubs of a server.
    //! They and \a counters outlive the hub.
    Hub(IoLoop &loop, ConnectionEvents &events, const HubRules &rules, RoomLedger &ledger,
        MemoryBudget &memory, ServerCounters &counters, HubContext context = {});
    ~Hub();
    Q_DISABLE_COPY_MOVE(Hub)

    //! The limits of memory may have changed, too.
    void setRules(const HubRules &rules)
    {
        m_rules = rules;
        m_clients.access().rulesChanged();
        checkMemory();
    }
    //! Drops history if there is too much, on all threads.
    void checkMemory() { m_roomShard.checkMemory(); }
    //! How clients authenticate by messages. Without it none can.
    void setAuth(ClientAuth::Context context) { m_requestHandler.auth().setContext(std::move(context)); }
    //! See ClientAuth. No effect if there is no such client on this thread.
    void replaceIdentity(ConnectionId client, Identity identity)
    {
        if (LocalClient *found = m_clients.find(client))
            m_requestHandler.auth().replaceIdentity(*found, std::move(identity));
    }
    //! Null: messages are not observed.
    void setTap(MessageTap *tap);

    void add(Connection *connection, const ClientTerms &terms) { m_clients.add(connection, terms); }
    //! Where messages of the other hubs have to be delivered.
    HubMessageHandler &messageHandler() { return *this; }

    // Messages of the server itself. `counted` gets the number of connections that received it, on this
    // thread.
    //! To all connections of this thread, those of echo routes too. To reach all connections call it on every
    //! hub, with one \a completion: the last hub reports to its tap and calls \a counted for all.
    void sendToAll(const ServerMessage &message, CompletionCounter &completion, const Counted &counted = {});
    void sendToRoom(const QString &room, const ServerMessage &message, Counted counted = {});
    //! The same also if nobody is in the room, which is created if need be.
    void publish(const QString &room, const ServerMessage &message, Published published);
    void sendToUser(const QString &user, const ServerMessage &message, Counted counted = {});
    bool sendTo(ConnectionId client, const ServerMessage &message)
    {
        return m_clients.sendTo(client, message);
    }

    //! An operator adds a connection of this thread to a room, or removes it. False: there is no such
    //! connection, or nothing to change.
    bool putIntoRoom(ConnectionId client, const QString &room);
    bool takeOutOfRoom(ConnectionId client, const QString &room);
    //! Whether \a client is a member of \a room once all earlier requests of this thread are done.
    void askIfIn(ConnectionId client, const QString &room, std::function<void(bool isIn)> answer);

    // Queries of the server itself about a room of any shard, and the deletion of its history. Answered as the requests of
    // clients are, in the order of all requests to the room.
    void describe(const QString &room, Answered answered);
    void listMembers(const QString &room, const PresenceRequest &request, Answered answered);
    void readHistory(const QString &room, const HistoryRequest &request, Answered answered);
    void deleteHistory(const QString &room, Answered answered);

    //! Whether this thread is the shard of the room or user \a name.
    bool isShardOf(QStringView name) const { return m_link.shardOf(name) == m_link.thread(); }
    LocalClients &clients() { return m_clients; }
    const RoomShard &roomShard() const { return m_roomShard; }

private:
    void handle(ShardRequest &&request) override;
    void handle(ClientDelivery &&delivery) override;
    void handle(MemberElsewhere &&event) override { m_roomShard.handle(std::move(event)); }
    void handle(MembersFound &&event) override { m_roomShard.handle(std::move(event)); }
    void handle(MemberClaimed &&event) override { m_roomShard.handle(std::move(event)); }
    void handle(ConnectionReplaced &&event) override { m_closeReplaced(event.client); }
    void handle(SentElsewhere &&event) override { m_userShard.handle(std::move(event)); }
    void handle(DirectFromElsewhere &&event) override { m_userShard.handle(std::move(event)); }
    std::unique_ptr<Broker> makeBroker(IoLoop &loop, const HubContext &context);
    ReplyAddress replyTo(Counted &&counted);

    HubRules m_rules;
    MessageTap *m_tap = nullptr;
    HubLink m_link;
    ShardFanout m_fanout;
    std::unique_ptr<HistoryStore> m_historyStore; //!< null: the broker is not in this process
    std::unique_ptr<Broker> m_broker;
    RoomShard m_roomShard;
    UserShard m_userShard;
    LocalClients m_clients;
    EnvelopeRequestHandler m_requestHandler;
    PendingCallbacks<ServerPublishResult> m_publishCallbacks;
    PendingCallbacks<RoomAnswer> m_answerCallbacks;
    PendingCallbacks<bool> m_membershipCallbacks;
    std::function<void(ConnectionId connection)> m_closeReplaced; //!< of the context
    std::unique_ptr<ClusterDirectory> m_directory;                //!< null: there is no cluster
};

} // namespace signalbox

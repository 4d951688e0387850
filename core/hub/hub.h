#pragma once

#include "core/hub/completioncounter.h"
#include "core/hub/enveloperequesthandler.h"
#include "core/hub/localclients.h"
#include "core/hub/roomshard.h"
#include "core/hub/shardfanout.h"
#include "core/hub/usershard.h"

#include <functional>

namespace signalbox {

//! Where a hub stands among those of a server.
struct HubContext
{
    std::size_t thread = 0;
    HubBus *bus = nullptr; //!< null: it is the only one
};

//! The part of one io thread in routing what connections say: to everybody in a room, in one order, to a
//! user, or back to them on an echo route. It has two sides: LocalClients, for the connections of this thread, and
//! the shards, for the rooms and users of this thread. Connections tell it by signals; it answers
//! through Connection::send(). Lives on its io thread.
class Hub final
{
public:
    using Counted = std::function<void(quint32 taken)>;

    //! \a events are those of the connections of this thread. \a budget is shared by the hubs of a server.
    //! They and \a counters outlive it.
    Hub(IoLoop &loop, ConnectionEvents &events, const HubRules &rules, RoomBudget &budget,
        ServerCounters &counters, HubContext context = {});
    Q_DISABLE_COPY_MOVE(Hub)

    void setRules(const HubRules &rules) { m_rules = rules; }
    //! Null: nobody listens in.
    void setTap(MessageTap *tap);

    void add(Connection *connection, const ClientTerms &terms) { m_clients.add(connection, terms); }

    // What the server itself says. `counted` is called with how many connections took it.
    //! To everybody on this thread, echo routes too. Whoever means all asks every hub, with one \a completion:
    //! so it keeps its place among what else every thread is asked for. The last hub logs and counts for all.
    void sendToAll(const PreparedMessage &message, CompletionCounter &completion,
                   const Counted &counted = {});
    void sendToRoom(const QString &room, const PreparedMessage &message, Counted counted = {});
    void sendToUser(const QString &user, const PreparedMessage &message, Counted counted = {});
    bool sendTo(ConnectionId client, const PreparedMessage &message)
    {
        return m_clients.sendTo(client, message);
    }

    //! What the operator does with a connection of this thread; false: it is not here, or is so already.
    bool putIntoRoom(ConnectionId client, const QString &room);
    bool takeOutOfRoom(ConnectionId client, const QString &room);
    //! Whether \a client is in \a room when all that was asked for it before has been done.
    void askIfIn(ConnectionId client, const QString &room, std::function<void(bool isIn)> answer);

    LocalClients &clients() { return m_clients; }
    RoomShard &roomShard() { return m_roomShard; }
    UserShard &userShard() { return m_userShard; }
    HubLink &link() { return m_link; }
    //! A thread that lagged behind has caught up.
    void resume();

private:
    HubRules m_rules;
    MessageTap *m_tap = nullptr;
    HubLink m_link;
    ShardFanout m_fanout;
    RoomShard m_roomShard;
    UserShard m_userShard;
    LocalClients m_clients;
    EnvelopeRequestHandler m_requestHandler;
};

} // namespace signalbox

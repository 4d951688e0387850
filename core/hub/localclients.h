#pragma once

#include "core/base/closereason.h"
#include "core/base/namehash.h"
#include "core/base/servercounters.h"
#include "core/hub/clientdelivery.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localclient.h"
#include "core/hub/localroom.h"
#include "core/hub/replays.h"
#include "core/hub/roomaccess.h"
#include "core/hub/servermessage.h"
#include "core/session/connectionevents.h"

#include <QObject>

#include <unordered_map>

namespace signalbox {

class EnvelopeRequestHandler;
class MessageTap;

//! The connections of one io thread as clients of the hub: sends their messages and requests to the shards,
//! and hands them what the shards deliver. Lives on that thread.
class LocalClients final : public QObject
{
    Q_OBJECT
public:
    //! \a events report the messages of connections, clients among them. \a counters count the messages.
    //! \a requestHandler handles the messages of clients with an envelope. All outlive it.
    LocalClients(ConnectionEvents &events, HubLink &link, const HubRules &rules,
                 EnvelopeRequestHandler &requestHandler, ServerCounters &counters);
    ~LocalClients() override;

    //! Null: messages are not observed.
    void setTap(MessageTap *tap)
    {
        m_tap = tap;
        m_replays.setTap(tap);
    }
    MessageTap *tap() const { return m_tap; }

    //! \a connection joins its room (info().room; none for an echo route) and is a client until it is closed. One that is not
    //! Connection::isIdentified() joins it when it has authenticated; until then it gets nothing.
    void add(Connection *connection, const ClientTerms &terms);
    //! Null: it has ended, or never was on this thread.
    LocalClient *find(ConnectionId client);

    //! A message of the server to all clients, those of echo routes too. Returns how many accepted it.
    quint32 sendToAll(const ServerMessage &message);
    bool sendTo(ConnectionId client, const ServerMessage &message);

    //! \a client has authenticated, by its first message or again. Emits identityChanged().
    void identify(LocalClient &client, Identity identity);
    //! An identified client comes to be known by its name, and joins the room of its path.
    void enter(LocalClient &client);
    RoomAccess &access() { return m_access; }

    // ---- requests to the shards
    //! Counts \a requestSize bytes as in flight for \a client until its shard has answered, and charges it \a reserve
    //! until then: what the answer will cost at most is not known before.
    Requester makeRequester(LocalClient &client, qint64 requestSize, const QByteArray &requestId = {},
                            qint64 reserve = 0);
    void join(LocalClient &client, const QString &room, Requester &&requester,
              const std::optional<StreamPosition> &since, bool isFirst);
    void leave(LocalClient &client, const QString &room, Requester &&requester);
    void publish(const QString &room, Requester &&requester, Publication &&publication);

    // ---- deliveries of the shards
    void handle(RoomDelivery &&delivery);
    void handle(DirectDelivery &&delivery);
    void handle(JoinResult &&result);
    void handle(JoinRejection &&rejection);
    void handle(LeaveResult &&result);
    void handle(ReplayChunk &&chunk);
    void handle(Answer &&answer);

    //! Sends \a client, which has an envelope, \a message.
    void sendEnvelope(LocalClient &client, const QByteArray &message);

Q_SIGNALS:
    //! Emitted when a client has sent a message, before anything is done with it.
    void messageTaken(signalbox::Connection *connection, signalbox::Opcode opcode, const QByteArray &payload);
    //! Emitted when a client cannot be in a room, or in none, because of a limit; \a limit as in JoinRejection.
    void roomRefused(signalbox::Connection *connection, const char *limit);
    //! Emitted when the identity of a client has changed. \a formerUser empty: it has authenticated for the first time.
    void identityChanged(signalbox::Connection *connection, const QString &formerUser);
    //! Emitted when a connection has ended and is not a client any more.
    void departed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);

private:
    void receive(Connection *from, Opcode opcode, const QByteArray &payload);
    void logReceived(const Connection &from, Opcode opcode, const QByteArray &payload, const QString &room);
    void echo(Connection &to, Opcode opcode, const QByteArray &payload);
    void remove(Connection *connection, const ConnectionEnd &end);
    void reportBehind(Connection *connection, bool isBehind);
    void refuseTooFast(Connection *connection, Opcode opcode, const QByteArray &payload, Milliseconds wait,
                       bool isFirst);
    //! Returns the requester's credit, and sends it \a message unless that is empty.
    void answer(const Requester &requester, const QByteArray &message);
    void release(const DeliveryCost &cost);
    static LocalRoom::Group groupOf(const LocalClient &client, const ClientRoom &room);
    void startReplay(LocalClient &client, ClientRoom &room, JoinResult &&result);
    void setReplays(LocalClient &client, const QString &name, ClientRoom &room, int replays);
    void recordJoin(LocalClient &client, LocalRoom &room, const JoinResult &result);
    static void chargeForList(Connection &connection);
    void unsubscribe(LocalClient &client, const QString &room, quint64 seq);
    void removeFrom(const QString &name, const LocalClient &client, const ClientRoom &room);
    void countIn(Opcode opcode, qint64 size);
    void countOut(const PreparedMessage &message, quint32 recipients);

    HubLink &m_link;
    const HubRules &m_rules;
    EnvelopeRequestHandler &m_requestHandler;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    RoomAccess m_access;
    std::unordered_map<ConnectionId, LocalClient> m_clients;
    NameMap<LocalRoom> m_rooms;
    Replays m_replays;
};

} // namespace signalbox

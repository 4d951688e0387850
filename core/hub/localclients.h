#pragma once

#include "core/base/closereason.h"
#include "core/base/servercounters.h"
#include "core/hub/delivery.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localclient.h"
#include "core/hub/localroom.h"
#include "core/session/connectionevents.h"

#include <QObject>

#include <unordered_map>

namespace signalbox {

class EnvelopeRequestHandler;
class MessageTap;

//! The connections of one io thread as members of rooms: takes what they say and ask to the shards, and hands
//! them what the shards send. Lives on that thread.
class LocalClients final : public QObject
{
    Q_OBJECT
public:
    //! \a events tell what connections say, members among them. \a counters count the messages. \a requestHandler reads
    //! what members with an envelope say. All outlive it.
    LocalClients(ConnectionEvents &events, HubLink &link, const HubRules &rules,
                 EnvelopeRequestHandler &requestHandler, ServerCounters &counters);
    ~LocalClients() override;

    void setTap(MessageTap *tap) { m_tap = tap; }

    //! \a connection is in its room (info().room; none for an echo route) from now on, until it is closed().
    void add(Connection *connection, const ClientTerms &terms);
    //! Null: it has ended, or never was on this thread.
    LocalClient *find(ConnectionId client);

    //! What the server itself says to all of them, those of echo routes too; returns how many took it.
    quint32 sendToAll(const PreparedMessage &message);
    bool sendTo(ConnectionId client, const PreparedMessage &message);

    // ---- to the shards
    //! \a requestSize bytes are in flight for \a member from now until its home has answered.
    Requester makeRequester(LocalClient &member, qint64 requestSize, const QByteArray &requestId = {});
    //! False: it is in, or on its way in, already.
    void join(LocalClient &member, const QString &room, const Requester &requester,
              const std::optional<StreamPosition> &since, bool isFirst);
    void leave(LocalClient &member, const QString &room, const Requester &requester);
    void publish(const QString &room, Requester &&requester, Publication &&publication);

    // ---- from the shards
    void enter(const Entry &entry);
    //! The room could not be had.
    void reject(const Requester &requester, const QString &room, bool isFirst);
    void exit(const Requester &requester, const QString &room);
    void deliver(const Delivery &delivery);
    void deliverDirect(const DirectDelivery &delivery);
    //! Returns the requester's credit and sends it \a message, unless empty.
    void answer(const Requester &requester, const QByteArray &message);
    //! Sends \a member, which has an envelope, \a message.
    void tell(LocalClient &member, const QByteArray &message);

Q_SIGNALS:
    //! A member, or who is on an echo route, said something; before anything is done about it.
    void messageTaken(signalbox::Connection *connection, signalbox::Opcode opcode, const QByteArray &payload);
    //! A connection has ended and is no member any more.
    void departed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);

private:
    void take(Connection *from, Opcode opcode, const QByteArray &payload);
    void echo(Connection &to, Opcode opcode, const QByteArray &payload);
    void remove(Connection *connection, const ConnectionEnd &end);
    void unsubscribe(LocalClient &member, const QString &room);
    void removeFrom(const QString &room, const LocalClient &member);
    void countIn(Opcode opcode, qint64 size);
    void countOut(const PreparedMessage &message, quint32 recipients);

    HubLink &m_link;
    const HubRules &m_rules;
    EnvelopeRequestHandler &m_requestHandler;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    std::unordered_map<ConnectionId, LocalClient> m_clients; //!< those of echo routes too
    std::unordered_map<QString, LocalRoom> m_rooms;
};

} // namespace signalbox

#pragma once

#include "core/base/id.h"
#include "core/base/servercounters.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localroom.h"
#include "core/policy/settings.h"

#include <QObject>

#include <unordered_map>

namespace signalbox {

class Connection;
class MessageTap;
struct Delivery;

//! The connections of one io thread as members of rooms: takes what they say to the homes of their rooms, and
//! hands them what the homes send. Lives on that thread.
class Members final : public QObject
{
    Q_OBJECT
public:
    //! \a counters outlive it; messages are counted in them.
    Members(HubLink &link, const HubSettings &settings, ServerCounters &counters);
    ~Members() override;

    void setTap(MessageTap *tap) { m_tap = tap; }

    //! \a connection is in its room (info().room; none for an echo route) from now on, until it says
    //! closed().
    void add(Connection *connection, RouteKind kind);

    //! What the server itself says to all of them, those of echo routes too; returns how many took it.
    quint32 sendToAll(const PreparedMessage &message);
    bool sendTo(Connection &connection, const PreparedMessage &message);

    // ---- from the homes
    //! \a client hears \a room from now on.
    void enter(const QString &room, ConnectionId client);
    void deliver(const Delivery &delivery);
    //! What \a client asked was not done.
    void returnCredit(ConnectionId client, qint64 bytes);

private:
    void take(Connection *from, Opcode opcode, const QByteArray &payload);
    void echo(Connection *from, Opcode opcode, const QByteArray &payload);
    void remove(Connection *connection);
    Connection *find(ConnectionId client) const;
    void countIn(const PreparedMessage &message);
    void countOut(const PreparedMessage &message, quint32 recipients);

    HubLink &m_link;
    const HubSettings &m_settings;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    std::unordered_map<ConnectionId, Connection *> m_connections; //!< those of echo routes too
    std::unordered_map<QString, LocalRoom> m_rooms;
};

} // namespace signalbox

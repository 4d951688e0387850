#pragma once

#include "core/base/servercounters.h"
#include "core/hub/hubsettings.h"
#include "core/hub/room.h"
#include "core/policy/settings.h"

#include <QObject>

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace signalbox {

class Connection;
class MessageTap;

//! Routes what connections say: to everybody in their room, or back to them on an echo route. Knows the
//! connections and rooms of its io thread; connections tell it by signals, it answers through
//! Connection::send().
class Hub final : public QObject
{
    Q_OBJECT
public:
    //! \a counters outlive the hub, which counts messages in them.
    Hub(const HubSettings &settings, ServerCounters &counters)
        : m_settings(settings)
        , m_counters(counters)
    {
    }
    ~Hub() override;

    void setSettings(const HubSettings &settings) { m_settings = settings; }
    //! Null: nobody listens in.
    void setTap(MessageTap *tap) { m_tap = tap; }

    //! \a connection is in its room (info().room; none for an echo route) until it says closed().
    void add(Connection *connection, RouteKind kind);

    //! What the server itself says; each returns how many connections took it. To all means all, echo routes
    //! too.
    quint32 sendToAll(const PreparedMessage &message);
    quint32 sendToRoom(const QString &room, const PreparedMessage &message);
    bool sendTo(Connection &connection, const PreparedMessage &message);

    std::size_t roomCount() const { return m_rooms.size(); }

private:
    void route(Connection *from, Opcode opcode, const QByteArray &payload);
    void echo(Connection *from, Opcode opcode, const QByteArray &payload);
    void leave(Connection *connection);
    void forget(Connection *connection);
    quint32 broadcast(Room &room, const PreparedMessage &message, const Connection *except);
    void countIn(const PreparedMessage &message, quint32 recipients);
    void countOut(const PreparedMessage &message, quint32 recipients);

    HubSettings m_settings;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    std::unordered_map<QString, std::unique_ptr<Room>> m_rooms;
    std::unordered_set<Connection *> m_connections; //!< those of echo routes too
};

} // namespace signalbox

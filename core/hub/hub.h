#pragma once

#include "core/hub/members.h"
#include "core/hub/roomhomes.h"
#include "core/hub/tally.h"

#include <functional>

namespace signalbox {

//! The part of one io thread in routing what connections say: to everybody in their room, in one order, or
//! back to them on an echo route. It has two sides: Members, for the connections of this thread, and
//! RoomHomes, for the rooms that are at home here. Connections tell it by signals; it answers through
//! Connection::send(). Lives on its io thread.
class Hub final
{
public:
    using Counted = std::function<void(quint32 taken)>;

    //! The hub of \a thread among those of \a bus (null: there is no other). \a counters outlive it.
    Hub(const HubSettings &settings, ServerCounters &counters, std::size_t thread = 0, HubBus *bus = nullptr);
    Q_DISABLE_COPY_MOVE(Hub)

    void setSettings(const HubSettings &settings) { m_settings = settings; }
    //! Null: nobody listens in.
    void setTap(MessageTap *tap);

    void add(Connection *connection, RouteKind kind) { m_members.add(connection, kind); }

    // What the server itself says. `counted` is called with how many connections took it.
    //! To everybody on this thread, echo routes too. Whoever means all asks every hub, with one \a tally:
    //! so it keeps its place among what else every thread is asked for. The last hub logs and counts for all.
    void sendToAll(const PreparedMessage &message, Tally &tally, const Counted &counted = {});
    void sendToRoom(const QString &room, const PreparedMessage &message, Counted counted = {});
    bool sendTo(Connection &connection, const PreparedMessage &message);

    //! Rooms at home here.
    std::size_t roomCount() const { return m_homes.roomCount(); }

    Members &members() { return m_members; }
    RoomHomes &homes() { return m_homes; }
    HubLink &link() { return m_link; }

private:
    HubSettings m_settings;
    MessageTap *m_tap = nullptr;
    HubLink m_link;
    RoomHomes m_homes;
    Members m_members;
};

} // namespace signalbox

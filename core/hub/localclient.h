#pragma once

#include "core/base/clock.h"
#include "core/base/namehash.h"
#include "core/hub/membership.h"
#include "core/policy/settings.h"

#include <QString>

#include <utility>
#include <vector>

namespace signalbox {

class Connection;

//! What a connection may do in the hub; set at the handshake.
struct ClientTerms
{
    RouteKind kind = RouteKind::Room;
    Dialect dialect = Dialect::Plain;
    qint64 maxMessageBytes = 0;     //!< sent in the welcome
    AuthMode auth = AuthMode::None; //!< of its route, for tokens in messages
};

//! The state of one room at one client.
struct ClientRoom
{
    std::size_t position = 0;  //!< in its group of LocalRoom, while it is subscribed
    quint32 pendingJoins = 0;  //!< joins without an answer yet
    quint16 replays = 0;       //!< that publications wait for
    bool isRequested = false;  //!< the client asked to be a member; the answer may be on its way
    bool mayPublish = false;   //!< as of rightsVersion
    quint32 rightsVersion = 0; //!< of RoomAccess, with which mayPublish was found; 0: it was not
    bool isSubscribed = false; //!< the shard has added the client, and has not removed it since
};

//! A connection as the hub of its thread knows it.
struct LocalClient
{
    //! The state of room \a name, created if there is none. Valid until forgetUnused().
    ClientRoom &room(const QString &name) { return rooms[name]; }
    void setRequested(ClientRoom &room, bool isRequested)
    {
        requestedRooms += int(isRequested) - int(std::exchange(room.isRequested, isRequested));
    }
    //! Erases the state of room \a name if it says nothing.
    void forgetUnused(const QString &name)
    {
        const auto found = rooms.find(name);
        if (found == rooms.end())
            return;
        const ClientRoom &room = found->second;
        if (room.pendingJoins == 0 && !room.isRequested && !room.isSubscribed)
            rooms.erase(found);
    }
    bool hasRequested(const QString &room) const
    {
        const auto found = rooms.find(room);
        return found != rooms.end() && found->second.isRequested;
    }

    Connection *connection = nullptr;
    ClientTerms terms;
    NameMap<ClientRoom> rooms; //!< as many as hub.max_rooms_per_connection allows
    qint64 requestedRooms = 0;
    TimePoint authDue; //!< when it has to have authenticated by a message; null: it has
    //! When its latest invalid envelopes arrived, at most EnvelopeRequestHandler::MaxBad.
    std::vector<TimePoint> badEnvelopes;
};

} // namespace signalbox

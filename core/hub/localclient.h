#pragma once

#include "core/base/clock.h"
#include "core/hub/membership.h"
#include "core/policy/settings.h"

#include <QString>

#include <algorithm>
#include <vector>

namespace signalbox {

class Connection;

//! What a connection may do in the hub; set at the handshake.
struct ClientTerms
{
    RouteKind kind = RouteKind::Room;
    Dialect dialect = Dialect::Plain;
    qint64 maxMessageBytes = 0; //!< sent in the welcome
};

//! The state of one room at one client.
struct ClientRoom
{
    QString name;
    quint32 pendingJoins = 0;  //!< joins without an answer yet
    bool isRequested = false;  //!< the client asked to be a member; the answer may be on its way
    bool isSubscribed = false; //!< the shard has added the client, and has not removed it since
};

//! A connection as the hub of its thread knows it.
struct LocalClient
{
    //! The state of room \a name, created if there is none. Valid until the next call of room() or
    //! forgetUnused().
    ClientRoom &room(const QString &name)
    {
        const auto found = std::ranges::find(rooms, name, &ClientRoom::name);
        return found == rooms.end() ? rooms.emplace_back(ClientRoom{name}) : *found;
    }
    void forgetUnused()
    {
        std::erase_if(rooms, [](const ClientRoom &room) {
            return room.pendingJoins == 0 && !room.isRequested && !room.isSubscribed;
        });
    }
    bool hasRequested(const QString &room) const
    {
        const auto found = std::ranges::find(rooms, room, &ClientRoom::name);
        return found != rooms.end() && found->isRequested;
    }
    qint64 requestedRooms() const { return std::ranges::count_if(rooms, &ClientRoom::isRequested); }

    Connection *connection = nullptr;
    ClientTerms terms;
    std::vector<ClientRoom> rooms;
    //! When its latest invalid envelopes arrived, at most EnvelopeRequestHandler::MaxBad.
    std::vector<TimePoint> badEnvelopes;
};

} // namespace signalbox

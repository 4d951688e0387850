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
    qint64 maxMessageBytes = 0; //!< told in the welcome
};

//! A room that a member has something to do with.
struct ClientRoom
{
    QString name;
    quint32 joins = 0;         //!< that are not answered yet
    bool isRequested = false;  //!< to be in; the answer may be on its way
    bool isSubscribed = false; //!< in since the home said so, and until it says otherwise
};

//! A connection as its thread's hub knows it.
struct LocalClient
{
    //! Of \a name; a new one if there is none. Valid until another is asked for or forgotten.
    ClientRoom &room(const QString &name)
    {
        const auto found = std::ranges::find(rooms, name, &ClientRoom::name);
        return found == rooms.end() ? rooms.emplace_back(ClientRoom{name}) : *found;
    }
    void forgetUnused()
    {
        std::erase_if(rooms, [](const ClientRoom &room) {
            return room.joins == 0 && !room.isRequested && !room.isSubscribed;
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
    std::vector<TimePoint>
        badOnes; //!< when its latest bad envelopes came, at most EnvelopeRequestHandler::MaxBad
};

} // namespace signalbox

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
struct MemberTerms
{
    RouteKind kind = RouteKind::Room;
    Dialect dialect = Dialect::Plain;
    qint64 maxMessageBytes = 0; //!< told in the welcome
};

//! A room that a member has something to do with.
struct MemberRoom
{
    QString name;
    quint32 joins = 0;       //!< that are not answered yet
    bool isAskedFor = false; //!< to be in; the answer may be on its way
    bool isHeard = false;    //!< in since the home said so, and until it says otherwise
};

//! A connection as its thread's hub knows it.
struct Member
{
    //! Of \a name; a new one if there is none. Valid until another is asked for or forgotten.
    MemberRoom &room(const QString &name)
    {
        const auto found = std::ranges::find(rooms, name, &MemberRoom::name);
        return found == rooms.end() ? rooms.emplace_back(MemberRoom{name}) : *found;
    }
    void forgetUnused()
    {
        std::erase_if(rooms, [](const MemberRoom &room) {
            return room.joins == 0 && !room.isAskedFor && !room.isHeard;
        });
    }
    bool hasAskedFor(const QString &room) const
    {
        const auto found = std::ranges::find(rooms, room, &MemberRoom::name);
        return found != rooms.end() && found->isAskedFor;
    }
    qint64 roomsAskedFor() const { return std::ranges::count_if(rooms, &MemberRoom::isAskedFor); }

    Connection *connection = nullptr;
    MemberTerms terms;
    std::vector<MemberRoom> rooms;
    std::vector<TimePoint> badOnes; //!< when its latest bad envelopes came, at most EnvelopeDesk::MaxBad
};

} // namespace signalbox

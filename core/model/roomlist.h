#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QString>

#include <vector>

namespace signalbox {

//! A room as a console shows it. Plain value, copied between threads.
struct RoomSnapshot
{
    QString name;
    quint64 members = 0; //!< connections
    quint64 said = 0;    //!< messages since its epoch began: the last number given
    quint64 kept = 0;    //!< messages in its history
    qint64 keptBytes = 0;

    friend bool operator==(const RoomSnapshot &, const RoomSnapshot &) = default;
};

//! Rooms of a moment, in no order.
struct RoomList
{
    std::vector<RoomSnapshot> rooms;
    quint64 leftOut = 0; //!< rooms that were asked for and are not in it

    //! Keeps of these and \a other together the \a most fullest.
    void add(RoomList &&other, std::size_t most);

    friend bool operator==(const RoomList &, const RoomList &) = default;
};

//! One connection in a room.
struct RoomMember
{
    ConnectionId client;
    QString user;

    friend bool operator==(const RoomMember &, const RoomMember &) = default;
};

//! Who is in a room: those with the lowest ids, in their order.
struct RoomMembers
{
    QString room;
    std::vector<RoomMember> members;
    quint64 total = 0; //!< those that are not listed, too

    friend bool operator==(const RoomMembers &, const RoomMembers &) = default;
};

//! The rooms of a server at one moment. Rates are the watcher's to compute from two of them.
struct RoomReport
{
    TimePoint at;
    RoomList list;
};

} // namespace signalbox

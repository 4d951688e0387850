#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QString>

#include <vector>

namespace signalbox {

//! A room as a console shows it. A plain value, copied between threads.
struct RoomSnapshot
{
    QString name;
    quint64 members = 0;   //!< connections
    quint64 published = 0; //!< messages since its epoch began: the last sequence number
    quint64 historyMessages = 0;
    qint64 historyBytes = 0;
    QString epoch{}; //!< of the numbering; empty: the room is being opened

    friend bool operator==(const RoomSnapshot &, const RoomSnapshot &) = default;
};

//! Rooms at a moment, in no order.
struct RoomList
{
    std::vector<RoomSnapshot> rooms;
    quint64 leftOut = 0; //!< rooms that match and are not in it

    //! Adds \a other and keeps the \a most rooms with the most members.
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

//! The members of a room: those with the lowest ids, ascending.
struct RoomMembers
{
    QString room;
    std::vector<RoomMember> members;
    quint64 total = 0; //!< including those that are not listed

    friend bool operator==(const RoomMembers &, const RoomMembers &) = default;
};

//! The rooms of a server at a moment. A subscriber computes rates from two of them.
struct RoomReport
{
    TimePoint at;
    RoomList list;
};

} // namespace signalbox

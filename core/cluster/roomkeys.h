#pragma once

#include <QByteArray>
#include <QStringView>

namespace signalbox {

//! The names of what Redis has of one room: `PREFIX:room:{NAME}` and so on. In the name `%`, `{` and `}` are percent-encoded, so
//! that all names of a room have one hash tag, and no two rooms share a name.
struct RoomKeys
{
    QByteArray room;         //!< a hash: epoch and seq of the last publication, and what its history takes
    QByteArray streamPrefix; //!< the epoch follows: the stream of its publications
    QByteArray channel;      //!< where publications are announced
    QByteArray runPrefix;    //!< the run of a publisher follows: its last counter in this room
    QByteArray generation;   //!< a number, of all rooms: see roomscripts.h

    static RoomKeys of(QByteArrayView prefix, QStringView room);
};

} // namespace signalbox

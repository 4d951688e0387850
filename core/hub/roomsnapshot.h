#pragma once

#include <QString>

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

} // namespace signalbox

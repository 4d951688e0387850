#pragma once

#include "core/observe/deltas.h"

#include <QHash>
#include <QStringList>

namespace signalbox {

//! How many are connected, and in which rooms: what the composer offers and the window asks about when it
//! closes.
class ConnectionRoster
{
public:
    //! A list of rooms longer than this helps nobody; the fullest ones are kept.
    static constexpr qsizetype MaxRooms = 200;

    void clear();
    //! True when the rooms are other ones now.
    bool apply(const ConnectionDelta &delta);

    qsizetype count() const { return m_roomOf.size(); }
    //! In alphabetical order.
    QStringList rooms() const;

private:
    bool leave(ConnectionId id);

    QHash<ConnectionId, QString> m_roomOf;
    QHash<QString, qsizetype> m_members;
};

} // namespace signalbox

#pragma once

#include "core/model/connectiondelta.h"

#include <QHash>
#include <QStringList>

namespace signalbox {

//! Counts the connections, and for each room or user name the connections with it. Used for the names that
//! the composer suggests and for the confirmation when the window is closed.
class ConnectionCounts
{
public:
    enum class By : quint8 { Room, User };

    explicit ConnectionCounts(By by = By::Room)
        : m_by(by)
    {
    }

    //! names() returns at most this many, those with the most connections.
    static constexpr qsizetype MaxNames = 200;

    void clear();
    //! Returns whether the set of names has changed.
    bool apply(const ConnectionDelta &delta);

    qsizetype count() const { return m_namesOf.size(); }
    //! Returns how many names there are, beyond MaxNames, too.
    qsizetype nameCount() const { return m_countOf.size(); }
    //! In the order of compareNames().
    QStringList names() const;

private:
    //! What a connection counts for.
    struct Names
    {
        QString name;      //!< if rooms is null
        JoinedRooms rooms; //!< null for users
    };
    bool add(ConnectionId id, Names names);
    bool remove(ConnectionId id);
    bool count(const QString &name, int change);

    By m_by;
    QHash<ConnectionId, Names> m_namesOf;
    QHash<QString, qsizetype> m_countOf;
};

} // namespace signalbox

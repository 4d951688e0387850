#pragma once

#include "core/model/connectiondelta.h"

#include <QHash>
#include <QStringList>

namespace signalbox {

//! How many are connected, and in which rooms or as which users: what the composer offers and the window asks
//! about when it closes.
class ConnectionRoster
{
public:
    enum class By : quint8 { Room, User };

    explicit ConnectionRoster(By by = By::Room)
        : m_by(by)
    {
    }

    //! A list longer than this helps nobody; the fullest ones are kept.
    static constexpr qsizetype MaxNames = 200;

    void clear();
    //! True when the names are other ones now.
    bool apply(const ConnectionDelta &delta);

    qsizetype count() const { return m_nameOf.size(); }
    //! In alphabetical order.
    QStringList names() const;

private:
    bool leave(ConnectionId id);

    By m_by;
    QHash<ConnectionId, QString> m_nameOf;
    QHash<QString, qsizetype> m_members;
};

} // namespace signalbox

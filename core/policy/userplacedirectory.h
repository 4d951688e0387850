#pragma once

#include "core/base/id.h"

#include <QString>

#include <functional>
#include <utility>
#include <vector>

namespace signalbox {

//! The places of users at all nodes of a cluster together, which UserCaps reports and asks for. Any thread; no call waits, and they
//! take effect in their order.
class UserPlaceDirectory
{
public:
    using Taken = std::pair<QString, ConnectionId>; //!< a user, and a connection of it
    using Done = std::function<void(bool isGranted)>;

    virtual ~UserPlaceDirectory() = default;

    //! Claims a place for \a connection among the \a most of \a user. \a done is called once, soon, not during this call, on any
    //! thread. True also if nobody knows because the directory does not answer: then this node decides alone.
    virtual void claim(const QString &user, ConnectionId connection, qint64 most, Done done) = 0;
    //! Takes a place for \a connection, the newest one of \a user: the oldest ones beyond \a most lose theirs, and are closed at
    //! their nodes.
    virtual void replace(const QString &user, ConnectionId connection, qint64 most) = 0;
    //! Reports places that are taken, whatever the number.
    virtual void add(std::vector<Taken> &&places) = 0;
    //! Gives a place back, also one that is claimed still.
    virtual void remove(const QString &user, ConnectionId connection) = 0;
};

} // namespace signalbox

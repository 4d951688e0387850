#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/namehash.h"

#include <mutex>
#include <optional>

namespace signalbox {

//! When each user who is connected has connected last: a connection that dies in silence may have been replaced by its
//! client already. Any thread; locked. One entry a user with a name of their own, as long as they are connected.
class UserArrivals
{
public:
    void opened(const QString &user, ConnectionId connection, TimePoint now);
    //! Forgets \a connection. Returns when a later one of \a user was made; nothing: there was none.
    std::optional<TimePoint> closed(const QString &user, ConnectionId connection);

    //! For tests of the bound.
    std::size_t users() const;

private:
    struct Arrivals
    {
        quint32 connections = 0;
        ConnectionId latest;
        TimePoint latestAt;
    };

    mutable std::mutex m_mutex;
    NameMap<Arrivals> m_users;
};

} // namespace signalbox

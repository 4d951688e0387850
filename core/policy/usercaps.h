#pragma once

#include "core/base/id.h"
#include "core/base/namehash.h"
#include "core/policy/usercapsettings.h"
#include "core/policy/userplacedirectory.h"

#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

class UserCaps;

//! The place of one client among the connections of its user. Its destructor releases the place, which may be gone already:
//! another connection has replaced this one. Can be moved only. Used by one thread at a time.
class UserPlace final
{
public:
    //! Null: the client is a guest, or its place has been moved.
    UserPlace() = default;
    UserPlace(UserPlace &&other) noexcept
        : m_caps(std::exchange(other.m_caps, nullptr))
        , m_user(std::move(other.m_user))
        , m_number(std::exchange(other.m_number, 0))
        , m_claimedFor(std::exchange(other.m_claimedFor, {}))
    {
    }
    UserPlace &operator=(UserPlace &&other) noexcept
    {
        std::swap(m_caps, other.m_caps);
        std::swap(m_user, other.m_user);
        std::swap(m_number, other.m_number);
        std::swap(m_claimedFor, other.m_claimedFor);
        return *this;
    }
    UserPlace(const UserPlace &) = delete;
    UserPlace &operator=(const UserPlace &) = delete;
    ~UserPlace();

    bool isNull() const { return !m_caps; }
    //! Claims the place at the other nodes of the cluster, too, for the client that will be \a connection. Returns false if nobody
    //! has to be asked. Else \a done is called as UserPlaceDirectory::claim() says: false: the client may not enter. To be
    //! called before open(), at most once.
    bool claim(ConnectionId connection, UserPlaceDirectory::Done done);
    //! The client has become \a connection, the newest one of its user. Returns the older ones that it replaces: they have
    //! lost their places and are to be closed. To be called once.
    [[nodiscard]] std::vector<ConnectionId> open(ConnectionId connection);

private:
    friend class UserCaps;
    UserPlace(UserCaps &caps, QString user)
        : m_caps(&caps)
        , m_user(std::move(user))
    {
    }

    UserCaps *m_caps = nullptr;
    QString m_user;
    quint64 m_number = 0;      //!< since open(), see UserCaps
    ConnectionId m_claimedFor; //!< null: it was not claimed
};

//! Counts the connections of each user on all io threads, whether they are limited or not, and limits them. Any thread;
//! locked. Its memory is bounded by the number of connections and of clients that are about to become one.
//!
//! UserPolicy::Refuse counts a client from the decision about it on: of those that come at the same time no more enter than
//! are allowed. UserPolicy::Replace counts it when its connection is open: one whose handshake fails replaces nobody.
//!
//! In a cluster the places are those at all nodes, as far as its directory knows: a client also needs one among them. It is told
//! of the places while there is a limit, and when there is to be one.
class UserCaps final
{
public:
    UserCaps() = default;
    Q_DISABLE_COPY_MOVE(UserCaps)

    //! Null: there is no cluster. Set while there are no clients; outlives them.
    void setDirectory(UserPlaceDirectory *directory);
    //! Applies to clients that come from now on.
    void setSettings(const UserCapSettings &settings);
    //! Returns the place of a new client of \a user; nothing if it may have no further connection. The place must not outlive
    //! this object.
    std::optional<UserPlace> reserve(const QString &user);

    //! Returns the number of stored users, for tests of the bound.
    std::size_t users() const;

private:
    friend class UserPlace;
    struct Open
    {
        ConnectionId connection;
        bool isShared = false; //!< the directory knows of it
    };
    struct Places
    {
        qint64 reserved = 0;            //!< of clients that have no connection yet
        std::map<quint64, Open> open{}; //!< by their numbers: in the order of open()
    };

    bool claim(const QString &user, ConnectionId connection, UserPlaceDirectory::Done &&done);
    std::vector<ConnectionId> open(UserPlace &place, ConnectionId connection);
    void release(const UserPlace &place);
    bool share(const QString &user, ConnectionId connection, bool isClaimed);
    void shareAll();

    mutable std::mutex m_mutex;
    UserCapSettings m_settings;
    UserPlaceDirectory *m_directory = nullptr; //!< told under the mutex: in the order of what happens
    NameMap<Places> m_users;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox

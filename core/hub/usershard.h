#pragma once

#include "core/base/servercounters.h"
#include "core/hub/orders.h"
#include "core/hub/shardfanout.h"
#include "core/loop/ioloop.h"

#include <deque>
#include <unordered_map>
#include <vector>

namespace signalbox {

struct DirectDelivery;

//! One connection of a user.
struct UserConnection
{
    ConnectionId client;
    std::size_t thread = 0;
};

//! The users that are at home on this io thread, each with all its connections, whatever threads they live
//! on: what is said to a user goes to every one of them. Asked by every thread, each in the order of its
//! asking.
class UserShard final
{
public:
    //! \a counters count the users of this home; all outlive it.
    UserShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(UserShard)

    void arrive(const QString &user, const UserConnection &connection);
    void depart(const QString &user, ConnectionId client);
    void direct(const DirectOrder &order);
    //! What the server itself says to \a user; returns how many connections it goes to.
    quint32 announce(const QString &user, const PreparedMessage &message);

    //! A thread that lagged behind has caught up.
    void resume();

    std::size_t userCount() const { return m_users.size(); }

private:
    using Connections = std::vector<UserConnection>;

    bool isBlocked(const Connections &connections);
    void say(const DirectOrder &order);
    void send(const Connections &connections, DirectDelivery &&delivery);

    IoLoop &m_loop;
    HubLink &m_link;
    ShardFanout &m_fanout;
    ServerCounters &m_counters;
    std::unordered_map<QString, Connections> m_users;
    std::deque<DirectOrder> m_waiting; //!< for a thread that lags; its senders' credit bounds it
};

} // namespace signalbox

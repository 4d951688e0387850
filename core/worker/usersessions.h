#pragma once

#include "core/base/id.h"
#include "core/model/connectioninfo.h"
#include "core/model/verdict.h"
#include "core/observe/userarrivals.h"
#include "core/policy/usercaps.h"

#include <functional>
#include <unordered_map>

namespace signalbox {

class IoLoop;

//! The connections of one io thread as those of their users: holds their places, and says which ones of other threads they
//! replace. Only for users with a name of their own: of each guest there is one connection. Lives on that thread.
class UserSessions final
{
public:
    //! Closes a connection of any io thread, but not from within the call.
    using CloseReplaced = std::function<void(ConnectionId connection)>;

    //! Both outlive it.
    UserSessions(IoLoop &loop, UserArrivals &arrivals, CloseReplaced closeReplaced);
    Q_DISABLE_COPY_MOVE(UserSessions)

    //! Holds \a place of \a connection until closing() or closed(). Null: nothing is held.
    void hold(ConnectionId connection, UserPlace &&place);
    //! \a connection is known to be one of \a user. Older ones that it replaces are closed.
    void opened(ConnectionId connection, const QString &user);
    //! It has begun to close, and gives its place back: its client, which may connect again as soon as it sees the Close, is not
    //! to find the place taken.
    void closing(ConnectionId connection) { m_places.erase(connection); }
    //! It has ended. Says in \a evidence whether its user had connected again.
    void closed(const ConnectionInfo &connection, EndEvidence &evidence);

private:
    IoLoop &m_loop;
    UserArrivals &m_arrivals;
    CloseReplaced m_closeReplaced;
    std::unordered_map<ConnectionId, UserPlace> m_places;
};

} // namespace signalbox

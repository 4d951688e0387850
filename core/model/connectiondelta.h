#pragma once

#include "core/base/closereason.h"
#include "core/model/activity.h"
#include "core/model/connectioninfo.h"

#include <vector>

namespace signalbox {

//! One connection with everything a console shows of it.
struct ConnectionSnapshot
{
    ConnectionInfo info;
    Activity activity;
};

struct ConnectionChange
{
    ConnectionId id;
    Activity activity;
};

//! A client has authenticated, or renewed its token: new values of ConnectionInfo.
struct IdentityChange
{
    ConnectionId id;
    QString user;
    QString displayName{};
    std::optional<WallTime> expires{};

    static IdentityChange of(const ConnectionInfo &info)
    {
        return {info.id, info.user, info.displayName, info.expires};
    }
    void applyTo(ConnectionInfo &info) const
    {
        info.user = user;
        info.displayName = displayName;
        info.expires = expires;
    }
};

struct ConnectionRemoval
{
    ConnectionId id;
    ConnectionEnd end;
};

//! The changes of the list of connections since the previous batch. An id is in at most one of the first three
//! lists; a connection that was opened and closed between two batches is in none. Those of `identities` are in no other list,
//! or in `changed`.
struct ConnectionDelta
{
    std::vector<ConnectionSnapshot> added; //!< by ascending id
    std::vector<ConnectionChange> changed;
    std::vector<ConnectionRemoval> removed;
    std::vector<IdentityChange> identities{}; //!< an id once

    bool isEmpty() const { return added.empty() && changed.empty() && removed.empty() && identities.empty(); }
    //! Adds the changes of connections that are not in this delta.
    void append(ConnectionDelta &&other);
    //! Adds later changes of the same connections: the result is what one delta over both periods would hold.
    void merge(ConnectionDelta &&later);
};

} // namespace signalbox

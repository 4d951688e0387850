#pragma once

#include "core/base/namehash.h"
#include "core/hub/shardrequest.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>

namespace signalbox {

//! The joins of rooms with a limit that wait until the directory of the cluster has said whether there is a place, and what their
//! clients have requested of the room since, which must not overtake them. Other clients do not wait. Part of a RoomShard; lives
//! on its io thread.
class JoinClaims final
{
public:
    struct Claim
    {
        RoomJoin join;
        std::deque<RoomRequest> waiting; //!< in order; bounded by the credit of the client
    };

    bool isEmpty() const { return m_rooms.empty(); }
    //! Its client has no other claim in this room.
    void add(RoomJoin &&join);
    //! Takes \a request if its client has a claim in this room. Returns whether it has.
    template <typename Request>
    bool hold(Request &request)
    {
        Claim *claim = m_rooms.empty() ? nullptr : find(request.room, clientOf(request));
        if (claim)
            claim->waiting.emplace_back(std::move(request));
        return claim;
    }
    //! Removes the claim. Nothing: there is none.
    std::optional<Claim> take(const QString &room, ConnectionId client);
    //! Removes all claims, each of which is passed to \a dropped.
    void drop(const std::function<void(const QString &room, ConnectionId client)> &dropped);

private:
    //! Returns null for a request that is not one of a client.
    template <typename Request>
    static ConnectionId clientOf(const Request &request)
    {
        if constexpr (requires { request.requester; })
            return request.requester.client;
        else if constexpr (requires { request.client; })
            return request.client;
        else
            return {};
    }
    Claim *find(const QString &room, ConnectionId client);

    NameMap<std::map<ConnectionId, Claim>> m_rooms; //!< none is empty
};

} // namespace signalbox

#pragma once

// The parts of an io thread in queries: what it has of a list, chosen by the filter of the request. All live on the thread;
// a callback is called there, once.

#include "core/base/namehash.h"
#include "core/hub/roomtable.h"
#include "core/model/connectiondelta.h"
#include "core/model/listpage.h"
#include "core/model/querycheck.h"
#include "core/session/connectiontable.h"
#include "core/worker/slicedwalk.h"

#include <functional>
#include <vector>

namespace signalbox {

class IoLoop;

//! Checks the connections of a thread against a filter.
class FilteredConnections : public SlicedWalk<Connection>
{
protected:
    //! \a loop is that of the thread.
    FilteredConnections(const ConnectionTable &connections, IoLoop &loop, Query filter, WalkTerms terms);

    //! \a connection is one that the filter accepts. \a activity null: it was not needed for that.
    virtual void accept(const Connection &connection, const Activity *activity) = 0;

private:
    bool visit(const Connection &connection, bool goesOn, TimePoint end) final;

    IoLoop &m_loop;
    Query m_filter;
    QueryCheck m_check;
};

//! The connections of a page.
class ConnectionListWalk final : public FilteredConnections
{
public:
    using Part = ListPart<ConnectionSnapshot>;
    using Done = std::function<void(WalkResult result, Part &&part)>;

    ConnectionListWalk(const ConnectionTable &connections, IoLoop &loop, const ListRequest &request,
                       WalkTerms terms, Done done);

private:
    void accept(const Connection &connection, const Activity *activity) override;
    void finish(WalkResult result) override { m_done(result, std::move(m_part)); }

    Part m_part;
    Done m_done;
};

//! The ids of all connections that a filter accepts.
class ConnectionIdsWalk final : public FilteredConnections
{
public:
    using Done = std::function<void(WalkResult result, std::vector<ConnectionId> &&ids)>;

    ConnectionIdsWalk(const ConnectionTable &connections, IoLoop &loop, const Query &filter, WalkTerms terms,
                      Done done);

private:
    void accept(const Connection &connection, const Activity *) override { m_ids.push_back(connection.id()); }
    void finish(WalkResult result) override { m_done(result, std::move(m_ids)); }

    std::vector<ConnectionId> m_ids;
    Done m_done;
};

//! The rooms of a page.
class RoomListWalk final : public SlicedWalk<Room>
{
public:
    using Part = ListPart<RoomSnapshot>;
    using Done = std::function<void(WalkResult result, Part &&part)>;

    RoomListWalk(const RoomTable &rooms, const ListRequest &request, WalkTerms terms, Done done);

private:
    bool visit(const Room &room, bool goesOn, TimePoint end) override;
    void finish(WalkResult result) override { m_done(result, std::move(m_part)); }

    Query m_filter;
    QueryCheck m_check;
    Part m_part;
    Done m_done;
};

//! The rooms that filters accept, for each filter at most so many: those with most members. For the window, whose report
//! has no pages.
class FullestRoomsWalk final : public SlicedWalk<Room>
{
public:
    using Done = std::function<void(WalkResult result, std::vector<RoomList> &&lists)>;

    //! \a done gets one list for each of \a filters.
    FullestRoomsWalk(const RoomTable &rooms, std::vector<Query> filters, std::size_t most, WalkTerms terms,
                     Done done);

private:
    bool visit(const Room &room, bool goesOn, TimePoint end) override;
    void finish(WalkResult result) override;

    std::vector<Query> m_filters;
    std::size_t m_most;
    std::vector<RoomList> m_lists;
    std::size_t m_filter = 0; //!< that the room is checked against
    QueryCheck m_check;
    Done m_done;
};

//! What a thread has of a user.
struct UserPart
{
    quint64 connections = 0;
    std::vector<JoinedRooms> rooms; //!< of those connections that have some; lists that are shared
};

//! All users of a thread: whether a filter accepts one is known only with the parts of all threads.
class UserPartsWalk final : public SlicedWalk<Connection>
{
public:
    using Parts = NameMap<UserPart>;
    using Done = std::function<void(WalkResult result, Parts &&parts)>;

    UserPartsWalk(const ConnectionTable &connections, WalkTerms terms, Done done);

private:
    bool visit(const Connection &connection, bool goesOn, TimePoint end) override;
    void finish(WalkResult result) override { m_done(result, std::move(m_parts)); }

    Parts m_parts;
    Done m_done;
};

} // namespace signalbox

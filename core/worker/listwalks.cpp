#include "core/worker/listwalks.h"

#include "core/hub/room.h"
#include "core/loop/ioloop.h"
#include "core/model/queryrows.h"

namespace signalbox {

// ---- connections

FilteredConnections::FilteredConnections(const ConnectionTable &connections, IoLoop &loop, Query filter,
                                         WalkTerms terms)
    : SlicedWalk(connections.slotList(), std::move(terms))
    , m_loop(loop)
    , m_filter(std::move(filter))
{
}

bool FilteredConnections::visit(const Connection &connection, bool goesOn, TimePoint end)
{
    if (m_filter.isEmpty()) {
        accept(connection, nullptr);
        return true;
    }
    if (!goesOn)
        m_check.reset();
    const Activity activity = connection.activity();
    const ConnectionQueryRow row(connection.info(), activity, m_loop.wallNow());
    const QueryCheck::State state = m_check.run(m_filter, row, end);
    if (state == QueryCheck::State::Accepted)
        accept(connection, &activity);
    return state != QueryCheck::State::Unfinished;
}

ConnectionListWalk::ConnectionListWalk(const ConnectionTable &connections, IoLoop &loop,
                                       const ListRequest &request, WalkTerms terms, Done done)
    : FilteredConnections(connections, loop, request.filter, std::move(terms))
    , m_part(request)
    , m_done(std::move(done))
{
}

void ConnectionListWalk::accept(const Connection &connection, const Activity *activity)
{
    const quint64 id = connection.id().value();
    if (m_part.order().isById()) { // most rows are not on the page: what changes is not needed of them
        m_part.add({qint64(id), id}, [&] {
            return ConnectionSnapshot{connection.info(), activity ? *activity : connection.activity()};
        });
        return;
    }
    const Activity current = activity ? *activity : connection.activity();
    // As if it were 1970: times since an event are a fixed value then, which has the same order and a cursor can hold.
    const ConnectionQueryRow row(connection.info(), current, WallTime());
    m_part.add(m_part.order().positionOf(row, id), [&] {
        return ConnectionSnapshot{connection.info(), current};
    });
}

ConnectionIdsWalk::ConnectionIdsWalk(const ConnectionTable &connections, IoLoop &loop, const Query &filter,
                                     WalkTerms terms, Done done)
    : FilteredConnections(connections, loop, filter, std::move(terms))
    , m_done(std::move(done))
{
}

// ---- rooms

RoomListWalk::RoomListWalk(const RoomTable &rooms, const ListRequest &request, WalkTerms terms, Done done)
    : SlicedWalk(rooms.slotList(), std::move(terms))
    , m_filter(request.filter)
    , m_part(request)
    , m_done(std::move(done))
{
}

bool RoomListWalk::visit(const Room &room, bool goesOn, TimePoint end)
{
    if (!goesOn)
        m_check.reset();
    if (!room.stream())
        return true; // it is being created
    const RoomSnapshot snapshot = RoomTable::snapshotOf(room);
    const RoomQueryRow row(snapshot);
    const QueryCheck::State state = m_check.run(m_filter, row, end);
    if (state == QueryCheck::State::Accepted)
        m_part.add(m_part.order().positionOf(row, 0, snapshot.name), [&] { return snapshot; });
    return state != QueryCheck::State::Unfinished;
}

FullestRoomsWalk::FullestRoomsWalk(const RoomTable &rooms, std::vector<Query> filters, std::size_t most,
                                   WalkTerms terms, Done done)
    : SlicedWalk(rooms.slotList(), std::move(terms))
    , m_filters(std::move(filters))
    , m_most(most)
    , m_lists(m_filters.size())
    , m_done(std::move(done))
{
}

bool FullestRoomsWalk::visit(const Room &room, bool goesOn, TimePoint end)
{
    if (!goesOn) {
        m_filter = 0;
        m_check.reset();
    }
    if (!room.stream())
        return true; // it is being created
    const RoomSnapshot snapshot = RoomTable::snapshotOf(room);
    const RoomQueryRow row(snapshot);
    for (; m_filter < m_filters.size(); ++m_filter) {
        const QueryCheck::State state = m_check.run(m_filters[m_filter], row, end);
        if (state == QueryCheck::State::Unfinished)
            return false;
        if (state != QueryCheck::State::Accepted)
            continue;
        RoomList &list = m_lists[m_filter];
        list.rooms.push_back(snapshot);
        if (list.rooms.size() >= 2 * m_most)
            list.add({}, m_most);
    }
    return true;
}

void FullestRoomsWalk::finish(WalkResult result)
{
    for (RoomList &list : m_lists)
        list.add({}, m_most);
    m_done(result, std::move(m_lists));
}

// ---- users

UserPartsWalk::UserPartsWalk(const ConnectionTable &connections, WalkTerms terms, Done done)
    : SlicedWalk(connections.slotList(), std::move(terms))
    , m_done(std::move(done))
{
}

bool UserPartsWalk::visit(const Connection &connection, bool, TimePoint)
{
    if (!connection.isIdentified())
        return true; // it has not authenticated yet
    UserPart &user = m_parts[connection.info().user];
    ++user.connections;
    if (!connection.rooms().list().empty())
        user.rooms.push_back(connection.rooms());
    return true;
}

} // namespace signalbox

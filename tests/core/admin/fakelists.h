#pragma once

#include "core/admin/listqueries.h"
#include "core/admin/messagesource.h"

namespace signalbox::test {

//! Lists that hold what a test has put in, whatever the filter. Answers at once or, if it is told to, never.
struct FakeLists final : public ListQueries
{
    PendingQuery connections(const ListRequest &request, Listed<ConnectionSnapshot> listed) override
    {
        return answer(request, openConnections, listed);
    }
    PendingQuery closed(const ListRequest &request, Listed<ClosedConnection> listed) override
    {
        return answer(request, closedConnections, listed);
    }
    PendingQuery rooms(const ListRequest &request, Listed<RoomSnapshot> listed) override
    {
        return answer(request, roomList, listed);
    }
    PendingQuery users(const ListRequest &request, Listed<UserSummary> listed) override
    {
        return answer(request, userList, listed);
    }
    PendingQuery bans(const ListRequest &request, Listed<Ban> listed) override
    {
        return answer(request, banList, listed);
    }
    PendingQuery connection(ConnectionId id, Found found) override
    {
        const auto row =
            std::ranges::find_if(openConnections.rows, [id](const ConnectionSnapshot &connection) {
                return connection.info.id == id;
            });
        found(row == openConnections.rows.end() ? std::nullopt : std::optional(*row));
        return PendingQuery(flag);
    }
    PendingQuery matchingIds(const Query &, Matched matched) override
    {
        std::vector<ConnectionId> ids;
        for (const ConnectionSnapshot &connection : openConnections.rows)
            ids.push_back(connection.info.id);
        matched(std::move(ids));
        return PendingQuery(flag);
    }

    template <typename Row>
    PendingQuery answer(const ListRequest &request, const ListPage<Row> &page, const Listed<Row> &listed)
    {
        last = request;
        ++asked;
        if (error)
            listed(*error);
        else if (!isSilent)
            listed(ListPage<Row>(page));
        else
            kept = [listed] {}; // as a query that is not done
        return PendingQuery(flag);
    }

    ListPage<ConnectionSnapshot> openConnections;
    ListPage<ClosedConnection> closedConnections;
    ListPage<RoomSnapshot> roomList;
    ListPage<UserSummary> userList;
    ListPage<Ban> banList;
    std::optional<Error> error;
    bool isSilent = false;
    std::optional<ListRequest> last;
    int asked = 0;
    PendingQuery::Flag flag = std::make_shared<std::atomic<bool>>(false);
    std::function<void()> kept;
};

//! Messages that a test sends.
struct FakeMessages final : public MessageSource
{
    void begin(Take toTake) override { take = std::move(toTake); }
    void acknowledge() override { ++acknowledged; }
    void end() override { take = nullptr; }

    Take take; //!< empty: nobody reads
    int acknowledged = 0;
};

} // namespace signalbox::test

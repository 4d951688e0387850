#pragma once

#include "core/base/result.h"
#include "core/model/ban.h"
#include "core/model/closedlog.h"
#include "core/model/connectiondelta.h"
#include "core/model/listpage.h"
#include "core/model/roomlist.h"
#include "core/model/userlist.h"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace signalbox {

//! A query that has not been answered yet. Destroying it cancels the query: the callback is not called any more, and the
//! threads that work on it stop with their current slice of time. Admin thread.
class PendingQuery
{
public:
    using Flag = std::shared_ptr<std::atomic<bool>>;

    PendingQuery() = default;
    explicit PendingQuery(Flag cancelled)
        : m_cancelled(std::move(cancelled))
    {
    }
    ~PendingQuery() { cancel(); }
    PendingQuery(PendingQuery &&other) noexcept
        : m_cancelled(std::move(other.m_cancelled))
    {
    }
    PendingQuery &operator=(PendingQuery &&other) noexcept
    {
        cancel();
        m_cancelled = std::move(other.m_cancelled);
        return *this;
    }
    Q_DISABLE_COPY(PendingQuery)

private:
    void cancel()
    {
        if (m_cancelled)
            m_cancelled->store(true, std::memory_order_relaxed);
        m_cancelled.reset();
    }

    Flag m_cancelled;
};

//! The lists that the admin API shows. Connections and rooms are filtered, sorted and cut on the io threads where they live,
//! in slices of at most about a millisecond a turn, so that no query delays a client; what ended and the users are worked
//! on in slices of the admin thread. Admin thread: calls and callbacks.
//!
//! A callback is called once and never during the call, unless the query is cancelled or the admin thread ends before. Errors:
//! Busy when MaxPending queries wait already, TooBig when a filter takes more than MaxTime with so many rows.
class ListQueries
{
public:
    template <typename Row>
    using Listed = std::function<void(Result<ListPage<Row>> &&page)>;
    using Found = std::function<void(std::optional<ConnectionSnapshot> &&connection)>;
    using Matched = std::function<void(Result<std::vector<ConnectionId>> &&ids)>;

    static constexpr std::size_t MaxPending = 64;
    static constexpr Milliseconds MaxTime{4000};

    virtual ~ListQueries() = default;

    // `list` of the request is the one of the function.
    [[nodiscard]] virtual PendingQuery connections(const ListRequest &request,
                                                   Listed<ConnectionSnapshot> listed) = 0;
    [[nodiscard]] virtual PendingQuery closed(const ListRequest &request,
                                              Listed<ClosedConnection> listed) = 0;
    [[nodiscard]] virtual PendingQuery rooms(const ListRequest &request, Listed<RoomSnapshot> listed) = 0;
    [[nodiscard]] virtual PendingQuery users(const ListRequest &request, Listed<UserSummary> listed) = 0;

    [[nodiscard]] virtual PendingQuery bans(const ListRequest &request, Listed<Ban> listed) = 0;

    //! Nothing: no open connection has this id.
    [[nodiscard]] virtual PendingQuery connection(ConnectionId id, Found found) = 0;
    //! The ids of all connections that \a filter (of QueryList::Connections) accepts, ascending.
    [[nodiscard]] virtual PendingQuery matchingIds(const Query &filter, Matched matched) = 0;
};

} // namespace signalbox

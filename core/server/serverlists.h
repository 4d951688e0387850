#pragma once

#include "core/admin/listqueries.h"
#include "core/loop/looppost.h"
#include "core/loop/slicedjobs.h"
#include "core/worker/listwalks.h"

#include <deque>
#include <optional>

namespace signalbox {

class IoWorkerPool;
class WorkerCore;
struct SharedState;

//! ListQueries for a server in the same process. Created and destroyed by the owner's thread, while the admin thread does not
//! run; everything else happens on that.
//!
//! MaxRunning queries run at a time, the others wait in order. Those that run share the slice of a thread's turn, so that
//! their number makes no difference to the clients.
class ServerLists final : public ListQueries
{
public:
    static constexpr std::size_t MaxRunning = 4;

    //! Both outlive the admin thread.
    ServerLists(IoWorkerPool &pool, SharedState &shared);
    ~ServerLists() override;
    Q_DISABLE_COPY_MOVE(ServerLists)

    //! On the admin thread, before its first request. \a loop is that of the thread.
    void begin(IoLoop &loop);
    //! Work of the admin thread in slices. After begin().
    SlicedJobs &jobs() { return *m_jobs; }

    PendingQuery connections(const ListRequest &request, Listed<ConnectionSnapshot> listed) override;
    PendingQuery closed(const ListRequest &request, Listed<ClosedConnection> listed) override;
    PendingQuery rooms(const ListRequest &request, Listed<RoomSnapshot> listed) override;
    PendingQuery users(const ListRequest &request, Listed<UserSummary> listed) override;
    PendingQuery bans(const ListRequest &request, Listed<Ban> listed) override;
    PendingQuery connection(ConnectionId id, Found found) override;
    PendingQuery matchingIds(const Query &filter, Matched matched) override;

private:
    //! Ends a query: exactly once. An error is passed on unless the query is cancelled.
    using Failed = std::function<void(const Error &error)>;
    struct Waiting
    {
        PendingQuery::Flag cancelled;
        TimePoint deadline;
        std::function<void(const WalkTerms &terms)> start;
        Failed failed;
    };

    PendingQuery enqueue(std::function<void(const WalkTerms &terms)> start, Failed failed);
    void startWaiting();
    void scheduleStart();
    //! A query has ended with \a result; returns whether its answer is wanted.
    bool end(WalkResult result, const WalkTerms &terms, const Failed &failed);

    template <typename Row>
    void finish(WalkResult result, const WalkTerms &terms, const ListRequest &request, ListPart<Row> &&part,
                const Listed<Row> &listed);
    //! Has each io thread \a begin a walk, and calls \a gathered with all parts and the worst of the results.
    template <typename Part>
    void gather(std::function<void(WorkerCore &core, std::function<void(WalkResult, Part &&)> done)> begin,
                std::function<void(WalkResult result, std::vector<Part> &&parts)> gathered);
    template <typename Row>
    void gatherList(
        const WalkTerms &terms, const ListRequest &request, const Listed<Row> &listed,
        std::function<void(WorkerCore &core, std::function<void(WalkResult, ListPart<Row> &&)> done)> begin);

    IoWorkerPool &m_pool;
    SharedState &m_shared;
    IoLoop *m_loop = nullptr;
    std::optional<LoopPost> m_post;
    std::optional<SlicedJobs> m_jobs;
    std::deque<Waiting> m_waiting;
    std::size_t m_running = 0;
};

} // namespace signalbox

#include "core/server/serverlists.h"

#include "core/loop/ioloop.h"
#include "core/server/listjobs.h"
#include "core/worker/ioworkerpool.h"

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <typename Row>
auto failing(const ListQueries::Listed<Row> &listed)
{
    return [listed](const Error &error) { listed(error); };
}

} // namespace

ServerLists::ServerLists(IoWorkerPool &pool, SharedState &shared)
    : m_pool(pool)
    , m_shared(shared)
{
}

ServerLists::~ServerLists() = default;

void ServerLists::begin(IoLoop &loop)
{
    m_loop = &loop;
    m_post.emplace(loop);
    m_jobs.emplace(loop);
}

// ---- which queries run

PendingQuery ServerLists::enqueue(std::function<void(const WalkTerms &)> start, Failed failed)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    if (m_waiting.size() + m_running >= MaxPending) {
        std::erase_if(m_waiting, [](const Waiting &waiting) { return waiting.cancelled->load(); });
    }
    if (m_waiting.size() + m_running >= MaxPending) {
        m_loop->post([cancelled, failed = std::move(failed)] {
            if (!cancelled->load())
                failed({Error::Code::Busy, u"too many queries are waiting; try again later"_s});
        });
    } else {
        m_waiting.push_back({cancelled, Clock::now() + MaxTime, std::move(start), std::move(failed)});
        scheduleStart();
    }
    return PendingQuery(std::move(cancelled));
}

void ServerLists::scheduleStart()
{
    m_loop->post([this] { startWaiting(); });
}

void ServerLists::startWaiting()
{
    while (m_running < MaxRunning && !m_waiting.empty()) {
        const Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (next.cancelled->load())
            continue;
        if (Clock::now() >= next.deadline) {
            next.failed({Error::Code::Busy, u"other queries took too long; try again later"_s});
            continue;
        }
        ++m_running;
        next.start({next.cancelled, next.deadline});
    }
}

bool ServerLists::end(WalkResult result, const WalkTerms &terms, const Failed &failed)
{
    --m_running;
    scheduleStart();
    if (terms.cancelled->load() || result == WalkResult::Cancelled)
        return false;
    if (result == WalkResult::Complete)
        return true;
    failed({Error::Code::TooBig,
            u"to check so many rows takes more than %1 s; use fewer or simpler terms"_s.arg(MaxTime.count() /
                                                                                            1000)});
    return false;
}

template <typename Row>
void ServerLists::finish(WalkResult result, const WalkTerms &terms, const ListRequest &request,
                         ListPart<Row> &&part, const Listed<Row> &listed)
{
    if (end(result, terms, failing<Row>(listed)))
        listed(part.take(request));
}

// ---- the parts of the io threads

template <typename Part>
void ServerLists::gather(std::function<void(WorkerCore &, std::function<void(WalkResult, Part &&)>)> begin,
                         std::function<void(WalkResult, std::vector<Part> &&)> gathered)
{
    struct Gathered
    {
        std::size_t missing = 0;
        WalkResult result = WalkResult::Complete;
        std::vector<Part> parts{};
    };
    const auto state = std::make_shared<Gathered>(Gathered{m_pool.size()});
    const auto take = [state, gathered = std::move(gathered)](WalkResult result, Part &&part) {
        state->result = std::max(state->result, result);
        state->parts.push_back(std::move(part));
        if (--state->missing == 0)
            gathered(state->result, std::move(state->parts));
    };
    m_pool.postToAll([begin = std::move(begin), take, post = *m_post](WorkerCore &core) {
        begin(core, [take, post](WalkResult result, Part &&part) {
            post.post([take, result, part = std::move(part)]() mutable { take(result, std::move(part)); });
        });
    });
}

template <typename Row>
void ServerLists::gatherList(
    const WalkTerms &terms, const ListRequest &request, const Listed<Row> &listed,
    std::function<void(WorkerCore &, std::function<void(WalkResult, ListPart<Row> &&)>)> begin)
{
    gather<ListPart<Row>>(std::move(begin), [this, terms, request,
                                             listed](WalkResult result, std::vector<ListPart<Row>> &&parts) {
        ListPart<Row> merged(request);
        for (ListPart<Row> &part : parts)
            merged.merge(std::move(part));
        finish(result, terms, request, std::move(merged), listed);
    });
}

// ---- the lists

PendingQuery ServerLists::connections(const ListRequest &request, Listed<ConnectionSnapshot> listed)
{
    return enqueue(
        [this, request, listed](const WalkTerms &terms) {
            gatherList<ConnectionSnapshot>(
                terms, request, listed, [request, terms](WorkerCore &core, ConnectionListWalk::Done done) {
                    core.jobs().add(std::make_unique<ConnectionListWalk>(core.connections(), core.loop(),
                                                                         request, terms, std::move(done)));
                });
        },
        failing<ConnectionSnapshot>(listed));
}

PendingQuery ServerLists::rooms(const ListRequest &request, Listed<RoomSnapshot> listed)
{
    return enqueue(
        [this, request, listed](const WalkTerms &terms) {
            gatherList<RoomSnapshot>(
                terms, request, listed, [request, terms](WorkerCore &core, RoomListWalk::Done done) {
                    core.jobs().add(std::make_unique<RoomListWalk>(core.hub().roomShard().rooms(), request,
                                                                   terms, std::move(done)));
                });
        },
        failing<RoomSnapshot>(listed));
}

PendingQuery ServerLists::closed(const ListRequest &request, Listed<ClosedConnection> listed)
{
    return enqueue(
        [this, request, listed](const WalkTerms &terms) {
            m_jobs->add(std::make_unique<ClosedListJob>(
                m_shared.recentlyClosed, request, terms,
                [this, request, terms, listed](WalkResult result, ClosedListJob::Part &&part) {
                    finish(result, terms, request, std::move(part), listed);
                }));
        },
        failing<ClosedConnection>(listed));
}

PendingQuery ServerLists::bans(const ListRequest &request, Listed<Ban> listed)
{
    return enqueue(
        [this, request, listed](const WalkTerms &terms) {
            m_jobs->add(std::make_unique<BanListJob>(
                m_shared.bans.current()->bans(), request, terms,
                [this, request, terms, listed](WalkResult result, BanListJob::Part &&part) {
                    finish(result, terms, request, std::move(part), listed);
                }));
        },
        failing<Ban>(listed));
}

PendingQuery ServerLists::users(const ListRequest &request, Listed<UserSummary> listed)
{
    using Parts = UserPartsWalk::Parts;
    return enqueue(
        [this, request, listed](const WalkTerms &terms) {
            gather<Parts>(
                [terms](WorkerCore &core, UserPartsWalk::Done done) {
                    core.jobs().add(
                        std::make_unique<UserPartsWalk>(core.connections(), terms, std::move(done)));
                },
                [this, terms, request, listed](WalkResult result, std::vector<Parts> &&parts) {
                    if (result != WalkResult::Complete) {
                        finish(result, terms, request, UserListJob::Part(request), listed);
                        return;
                    }
                    m_jobs->add(std::make_unique<UserListJob>(
                        std::move(parts), request, terms,
                        [this, request, terms, listed](WalkResult merged, UserListJob::Part &&part) {
                            finish(merged, terms, request, std::move(part), listed);
                        }));
                });
        },
        failing<UserSummary>(listed));
}

PendingQuery ServerLists::matchingIds(const Query &filter, Matched matched)
{
    using Ids = std::vector<ConnectionId>;
    const auto failed = [matched](const Error &error) { matched(error); };
    return enqueue(
        [this, filter, matched, failed](const WalkTerms &terms) {
            gather<Ids>(
                [filter, terms](WorkerCore &core, ConnectionIdsWalk::Done done) {
                    core.jobs().add(std::make_unique<ConnectionIdsWalk>(core.connections(), core.loop(),
                                                                        filter, terms, std::move(done)));
                },
                [this, terms, matched, failed](WalkResult result, std::vector<Ids> &&parts) {
                    if (!end(result, terms, failed))
                        return;
                    Ids ids;
                    for (const Ids &part : parts)
                        ids.insert(ids.end(), part.begin(), part.end());
                    std::ranges::sort(ids);
                    matched(std::move(ids));
                });
        },
        failed);
}

PendingQuery ServerLists::connection(ConnectionId id, Found found)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    m_pool.post(m_pool.workerOf(id),
                [id, cancelled, found = std::move(found), post = *m_post](WorkerCore &core) {
                    std::optional<ConnectionSnapshot> snapshot;
                    if (const Connection *connection = core.connections().find(id))
                        snapshot = ConnectionSnapshot{connection->info(), connection->activity()};
                    post.post([cancelled, found, snapshot = std::move(snapshot)]() mutable {
                        if (!cancelled->load())
                            found(std::move(snapshot));
                    });
                });
    return PendingQuery(std::move(cancelled));
}

} // namespace signalbox

#pragma once

#include "core/admin/listqueries.h"
#include "core/loop/looppost.h"

#include <atomic>
#include <memory>

namespace signalbox {

class ApiRequest;
class ApiResponder;
class ApiRouter;
class ClusterApi;

//! GET /connections, /connections/ID, /closed, /rooms and /users. Lives on the admin thread.
class ListHandlers final
{
public:
    //! Lists and cluster outlive the handlers. \a post: to the admin thread.
    ListHandlers(ListQueries &lists, ClusterApi &cluster, const LoopPost &post);
    void addTo(ApiRouter &router);

private:
    template <typename Row>
    using Ask = PendingQuery (ListQueries::*)(const ListRequest &request, ListQueries::Listed<Row> listed);

    //! Answers with `{NAME: [rows], matched, next?}`.
    template <typename Row>
    void list(const ApiRequest &request, const ApiResponder &responder, QueryList list, const char *name,
              Ask<Row> ask);
    //! The same; with `cluster` each row is one of the whole cluster.
    template <typename Row>
    void listShared(const ApiRequest &request, const ApiResponder &responder, QueryList list,
                    const char *name, Ask<Row> ask);
    void showConnection(const ApiRequest &request, const ApiResponder &responder);

    ListQueries &m_lists;
    ClusterApi &m_cluster;
    LoopPost m_post;
    std::shared_ptr<std::atomic<int>> m_clusterLists = std::make_shared<std::atomic<int>>(0); //!< that run
};

//! Answers \a responder with a fault of the parameters.
void refuse(const ApiResponder &responder, const ListFault &fault);
//! Answers \a responder with the error of a query: 422 for a filter that takes too long, 429 with Retry-After otherwise.
void refuse(const ApiResponder &responder, const Error &error);
//! Cancels \a query when the client of \a responder leaves.
void cancelWhenLeft(const ApiResponder &responder, PendingQuery &&query);

} // namespace signalbox

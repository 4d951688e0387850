#pragma once

#include "core/admin/listqueries.h"

namespace signalbox {

class ApiRequest;
class ApiResponder;
class ApiRouter;
class ClusterApi;

//! GET /connections, /connections/ID, /closed, /rooms and /users. Lives on the admin thread.
class ListHandlers final
{
public:
    //! Both outlive the handlers.
    ListHandlers(ListQueries &lists, ClusterApi &cluster);
    void addTo(ApiRouter &router);

private:
    template <typename Row>
    using Ask = PendingQuery (ListQueries::*)(const ListRequest &request, ListQueries::Listed<Row> listed);

    //! Answers with `{NAME: [rows], matched, next?}`.
    template <typename Row>
    void list(const ApiRequest &request, const ApiResponder &responder, QueryList list, const char *name,
              Ask<Row> ask);
    void showConnection(const ApiRequest &request, const ApiResponder &responder);

    ListQueries &m_lists;
    ClusterApi &m_cluster;
};

//! Answers \a responder with a fault of the parameters.
void refuse(const ApiResponder &responder, const ListFault &fault);
//! Answers \a responder with the error of a query: 422 for a filter that takes too long, 429 with Retry-After otherwise.
void refuse(const ApiResponder &responder, const Error &error);
//! Cancels \a query when the client of \a responder leaves.
void cancelWhenLeft(const ApiResponder &responder, PendingQuery &&query);

} // namespace signalbox

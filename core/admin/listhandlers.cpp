#include "core/admin/listhandlers.h"

#include "core/admin/apiparameters.h"
#include "core/admin/clusterapi.h"
#include "core/admin/clusterlist.h"
#include "core/admin/listanswer.h"
#include "core/admin/listrows.h"
#include "core/admin/mergedlist.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array ConnectionsAnswers{
    ApiAnswer{.description = "one page of the open connections", .schema = "ConnectionList"}};
constexpr ApiRoute ConnectionsRoute{.path = "/api/v1/connections",
                                    .role = ApiRole::Viewer,
                                    .summary = "Open connections",
                                    .query = ClusterListQuery,
                                    .answers = ConnectionsAnswers};

constexpr std::array ConnectionAnswers{
    ApiAnswer{.description = "the connection", .schema = "Connection"},
    ApiAnswer{.status = 404, .description = "no open connection has this id"}};
constexpr ApiRoute ConnectionRoute{.path = "/api/v1/connections/{id}",
                                   .role = ApiRole::Viewer,
                                   .summary = "One open connection",
                                   .answers = ConnectionAnswers};

constexpr std::array ClosedAnswers{
    ApiAnswer{.description = "one page of the connections that ended last", .schema = "ClosedList"}};
constexpr ApiRoute ClosedRoute{.path = "/api/v1/closed",
                               .role = ApiRole::Viewer,
                               .summary = "Recently closed connections",
                               .query = ClusterListQuery,
                               .answers = ClosedAnswers};

constexpr std::array RoomsAnswers{ApiAnswer{.description = "one page of the rooms", .schema = "RoomList"}};
constexpr ApiRoute RoomsRoute{.path = "/api/v1/rooms",
                              .role = ApiRole::Viewer,
                              .summary = "Rooms with members, and those that are kept for their history",
                              .query = ClusterListQuery,
                              .answers = RoomsAnswers};

constexpr std::array UsersAnswers{ApiAnswer{.description = "one page of the users", .schema = "UserList"}};
constexpr ApiRoute UsersRoute{.path = "/api/v1/users",
                              .role = ApiRole::Viewer,
                              .summary = "Users that are connected",
                              .query = ClusterListQuery,
                              .answers = UsersAnswers};

constexpr const char *RetryAfter = "1"; // seconds

} // namespace

void refuse(const ApiResponder &responder, const ListFault &fault)
{
    responder.problem(fault.kind == ListFault::Kind::BadCursor ? 400 : 422, fault.detail, fault.field);
}

void refuse(const ApiResponder &responder, const Error &error)
{
    if (error.code != Error::Code::Busy) {
        responder.problem(422, error.text, "filter");
        return;
    }
    HttpResponse response = ApiProblem{429, error.text}.response();
    response.headers.emplace_back("Retry-After", RetryAfter);
    responder.respond(std::move(response));
}

void cancelWhenLeft(const ApiResponder &responder, PendingQuery &&query)
{
    // Lives as long as the callback: until the client has left, or its answer is sent.
    responder.onLeft([query = std::make_shared<PendingQuery>(std::move(query))] { *query = PendingQuery(); });
}

ListHandlers::ListHandlers(ListQueries &lists, ClusterApi &cluster, const LoopPost &post)
    : m_lists(lists)
    , m_cluster(cluster)
    , m_post(post)
{
}

void ListHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(listSchemas());
    router.add(ConnectionsRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        list<ConnectionSnapshot>(request, responder, QueryList::Connections, "connections",
                                 &ListQueries::connections);
    });
    router.add(ConnectionRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        showConnection(request, responder);
    });
    router.add(ClosedRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        list<ClosedConnection>(request, responder, QueryList::Closed, "closed", &ListQueries::closed);
    });
    router.add(RoomsRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        listShared<RoomSnapshot>(request, responder, QueryList::Rooms, "rooms", &ListQueries::rooms);
    });
    router.add(UsersRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        listShared<UserSummary>(request, responder, QueryList::Users, "users", &ListQueries::users);
    });
}

template <typename Row>
void ListHandlers::list(const ApiRequest &request, const ApiResponder &responder, QueryList list,
                        const char *name, Ask<Row> ask)
{
    const ListRequest::Parsed parsed = ListRequest::parse(list, listParametersOf(request.query()));
    if (const auto *fault = std::get_if<ListFault>(&parsed)) {
        refuse(responder, *fault);
        return;
    }
    auto wanted = std::get<ListRequest>(parsed);
    const bool isMerged = *request.query().flag("cluster") && !request.isPart();
    wanted.wantsCursors = isMerged || request.isPart();
    std::shared_ptr<MergedList> merged;
    if (isMerged) {
        merged = std::make_shared<MergedList>(wanted, name, responder);
        m_cluster.gather(request,
                         [merged](std::vector<ClusterApi::Part> &&parts) { merged->add(std::move(parts)); });
    }
    const auto listed = [responder, name, merged, own = m_cluster.ownName(),
                         isPart = request.isPart()](Result<ListPage<Row>> &&page) {
        if (!page) {
            refuse(responder, page.error());
            return;
        }
        const auto write = [now = wallNow()](JsonWriter &json, const Row &row) { writeRow(json, row, now); };
        if (merged)
            merged->add(own, fragmentOf(*page, write));
        else if (isPart)
            responder.respond(fragmentOf(*page, write).toResponse());
        else
            answerWithPage(responder, name, *page, write);
    };
    cancelWhenLeft(responder, (m_lists.*ask)(wanted, listed));
}

template <typename Row>
void ListHandlers::listShared(const ApiRequest &request, const ApiResponder &responder, QueryList list,
                              const char *name, Ask<Row> ask)
{
    if (!*request.query().flag("cluster")) {
        this->template list<Row>(request, responder, list, name, ask);
        return;
    }
    if (request.isPart()) {
        const auto listed = [responder](Result<ListPage<Row>> &&page) {
            if (page)
                responder.respond(ListChunk<Row>{std::move(page->rows), std::move(page->next)}.toResponse());
            else
                refuse(responder, page.error());
        };
        const ListRequest chunk =
            ClusterList<Row>::chunkRequest(list, request.query().text("after").value_or(QString()));
        cancelWhenLeft(responder, (m_lists.*ask)(chunk, listed));
        return;
    }
    const ListRequest::Parsed parsed = ListRequest::parse(list, listParametersOf(request.query()));
    if (const auto *fault = std::get_if<ListFault>(&parsed)) {
        refuse(responder, *fault);
        return;
    }
    const auto askOwn = [this, ask](const ListRequest &chunk, ListQueries::Listed<Row> listed) {
        return (m_lists.*ask)(chunk, std::move(listed));
    };
    const auto askNode = [this, request](NodeNumber node, const QString &after, auto answered) {
        m_cluster.askPart(node, request,
                          after.isEmpty() ? QByteArray("cluster=true")
                                          : "cluster=true&after=" + after.toLatin1(),
                          std::move(answered));
    };
    ClusterList<Row>::answer(
        {m_cluster.ownName(), m_cluster.others(), m_post, askOwn, askNode, m_clusterLists}, responder,
        std::get<ListRequest>(parsed), name);
}

void ListHandlers::showConnection(const ApiRequest &request, const ApiResponder &responder)
{
    const std::optional<ConnectionId> id = toConnectionId(request.pathValue("id"));
    if (id && m_cluster.forward(*id, request, responder))
        return;
    const auto show = [responder](std::optional<ConnectionSnapshot> &&connection) {
        if (!connection) {
            responder.problem(404, u"no open connection has this id"_s);
            return;
        }
        JsonWriter json;
        writeRow(json, *connection, wallNow());
        responder.json(json);
    };
    if (id)
        cancelWhenLeft(responder, m_lists.connection(*id, show));
    else
        show(std::nullopt);
}

} // namespace signalbox

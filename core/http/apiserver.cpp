#include "core/http/apiserver.h"

#include "core/wire/hostfield.h"
#include "core/wire/requesttarget.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr const char *RequestReason = "admin_request";

ApiRefusal refusal(const ApiProblem &problem)
{
    return {problem.response(), RequestReason};
}

//! RFC 9110 section 8.3.1: parameters, such as a charset, may follow.
bool isJson(const HttpHead &head)
{
    const QByteArray type = head.value("Content-Type").value_or(QByteArray());
    const qsizetype end = type.indexOf(';');
    return QByteArrayView(type)
               .first(end < 0 ? type.size() : end)
               .trimmed()
               .compare("application/json", Qt::CaseInsensitive) == 0;
}

QString shortText(QByteArrayView text)
{
    return QString::fromUtf8(text.first(std::min(text.size(), 4 * MaxRefusedText))).left(MaxRefusedText);
}

RefusedRequest described(const HttpHead &head)
{
    RefusedRequest request;
    const qsizetype query = head.target.indexOf('?'); // what follows may hold a token
    request.path = shortText(query < 0 ? head.target : head.target.first(query));
    request.origin = shortText(head.value("Origin").value_or(QByteArray()));
    request.host = shortText(effectiveHost(head).value_or(QByteArray()));
    request.userAgent = shortText(head.value("User-Agent").value_or(QByteArray()));
    return request;
}

} // namespace

ApiServer::ApiServer(IoLoop &loop, const ApiRouter &router, ApiGate &gate, Refused refused,
                     const HttpTimeouts &timeouts)
    : m_loop(loop)
    , m_router(router)
    , m_gate(gate)
    , m_refused(std::move(refused))
    , m_timeouts(timeouts)
    , m_post(loop)
{
}

ApiServer::~ApiServer()
{
    m_post.close();
}

void ApiServer::receive(ClientSocket &socket)
{
    HttpConnectionOwner &owner = *this;
    m_clients[socket.number()].connection = std::make_shared<HttpConnection>(socket, owner, m_timeouts);
}

void ApiServer::evict(ClientSocket &socket)
{
    const auto found = m_clients.find(socket.number());
    if (found == m_clients.end()) {
        socket.retire();
        return;
    }
    HttpResponse response =
        ApiProblem{503, u"too many connections to this port; try again later"_s}.response();
    response.headers.emplace_back("Retry-After", "1");
    report(found->second, response.status, "admin_evicted");
    found->second.connection->evict(uncached(std::move(response)));
}

std::variant<ApiRequest, ApiRefusal> ApiServer::check(Client &client, const HttpHead &head)
{
    ClientSocket &socket = client.connection->socket();
    if (std::optional<ApiRefusal> refused = m_gate.checkOrigin(head, socket)) {
        refused->endsConnection = true;
        return *std::move(refused);
    }
    if (head.method == "OPTIONS" && head.target == "*") { // RFC 9110 section 9.3.7
        HttpResponse response = noContent();
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        return ApiRefusal{std::move(response), RequestReason};
    }
    const Result<RequestTarget> target = parseRequestTarget(head.target);
    if (!target)
        return refusal({400, target.error().text});
    ApiRouter::Result found = m_router.find(head.method, target->rawPath);
    if (auto *response = std::get_if<HttpResponse>(&found))
        return ApiRefusal{std::move(*response), RequestReason};
    const auto &[route, handler, pathValues] = std::get<ApiRouter::Found>(found);
    ApiCaller caller;
    caller.peer = socket.peer();
    caller.userAgent = client.described.userAgent;
    if (route->role != ApiRole::Public) {
        std::variant<ApiToken, ApiRefusal> authorised = m_gate.authorise(head, socket, *route);
        if (auto *refused = std::get_if<ApiRefusal>(&authorised))
            return std::move(*refused);
        caller.token = std::get<ApiToken>(authorised).name;
        caller.role = std::get<ApiToken>(authorised).role;
    }
    std::variant<ApiValues, ApiProblem> query = readQuery(route->query, target->rawQuery);
    // Those who check whether the server lives may add anything, for example to keep caches away.
    if (const auto *problem = std::get_if<ApiProblem>(&query); problem && route->role != ApiRole::Public)
        return refusal(*problem);
    if (head.hasBody && route->method == HttpMethod::Get)
        return refusal({400, u"no body is wanted here"_s});
    if (head.hasBody && !isJson(head))
        return refusal({415, u"the body must be application/json"_s});
    ApiRequest request(*route, pathValues, std::move(caller));
    if (auto *values = std::get_if<ApiValues>(&query))
        request.setQuery(std::move(*values));
    request.setRawTarget(head.target);
    client.handler = handler;
    return request;
}

HttpConnectionOwner::Decision ApiServer::headRead(HttpConnection &connection, const HttpHead &head)
{
    Client &client = m_clients.at(connection.number());
    client.described = described(head);
    std::variant<ApiRequest, ApiRefusal> checked = check(client, head);
    if (auto *refused = std::get_if<ApiRefusal>(&checked)) {
        // A client that does not speak as it should, or is a page of a browser, is not asked for more.
        const int status = refused->response.status;
        const bool ends = refused->endsConnection || status == 400 || status == 501;
        return HttpRefusal{refuse(client, std::move(*refused)), ends};
    }
    client.request = std::get<ApiRequest>(std::move(checked));
    // Probes and scrapers, who need no token, do not keep a place until they ask again.
    return HttpAcceptance{MaxBody, client.request->route().role == ApiRole::Public};
}

void ApiServer::requestRead(HttpConnection &connection, const QByteArray &body)
{
    Client &client = m_clients.at(connection.number());
    ApiRequest request = *std::exchange(client.request, std::nullopt);
    std::variant<ApiValues, ApiProblem> values = readBody(request.route().body, m_jsonReader, body);
    if (const auto *problem = std::get_if<ApiProblem>(&values)) {
        connection.respond(refuse(client, refusal(*problem)));
        return;
    }
    request.setBody(std::get<ApiValues>(std::move(values)));
    request.setRawBody(body);
    (*client.handler)(request, ApiResponder(client.connection, m_post));
}

HttpResponse ApiServer::refuse(const Client &client, ApiRefusal refusal)
{
    if (refusal.response.status >= 400)
        report(client, refusal.response.status, refusal.reason);
    return uncached(std::move(refusal.response));
}

void ApiServer::faulty(HttpConnection &connection, Part part, int status)
{
    Client &client = m_clients.at(connection.number());
    if (part == Part::Head)
        client.described = {}; // of the request before it
    report(client, status, part == Part::Head ? "admin_head" : RequestReason);
}

void ApiServer::report(const Client &client, int status, const char *reason)
{
    RefusedRequest request = client.described;
    request.peer = client.connection->socket().peer();
    request.listener = client.connection->socket().listener();
    request.status = status;
    request.reason = reason;
    m_refused(request);
}

// The caller is the connection, and a handler may still refer to it: it is deleted in a later turn.
void ApiServer::ended(HttpConnection &connection)
{
    const auto found = m_clients.find(connection.number());
    if (found == m_clients.end())
        return;
    m_loop.post([connection = std::move(found->second.connection)]() mutable { connection.reset(); });
    m_clients.erase(found);
}

} // namespace signalbox

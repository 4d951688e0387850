#include "core/admin/clusterapi.h"

#include "core/cluster/nodemessage.h"
#include "core/wire/requesttarget.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! A request as it travels: whether it is a part, method, target, body, and who sends it.
QByteArray encoded(const ApiRequest &request, bool isPart)
{
    const ApiCaller &caller = request.caller();
    QByteArray bytes;
    bytes.reserve(request.rawBody().size() + 512);
    appendNetstring(bytes, isPart ? "part" : "whole");
    appendNetstring(bytes, methodName(request.route().method));
    appendNetstring(bytes, request.rawTarget());
    appendNetstring(bytes, request.rawBody());
    appendNetstring(bytes, caller.token.toUtf8());
    appendNetstring(bytes, QByteArray::number(int(caller.role)));
    appendNetstring(bytes, caller.peer.address.toString().toUtf8());
    appendNetstring(bytes, QByteArray::number(caller.peer.port));
    appendNetstring(bytes, caller.userAgent.toUtf8());
    return bytes;
}

QByteArray encoded(const HttpResponse &response)
{
    QByteArray bytes;
    bytes.reserve(response.body.size() + 64);
    appendNetstring(bytes, QByteArray::number(response.status));
    appendNetstring(bytes, response.contentType);
    appendNetstring(bytes, response.body);
    return bytes;
}

std::optional<HttpResponse> responseFrom(const std::optional<QByteArray> &bytes)
{
    const auto fields = bytes ? parseNetstrings(*bytes) : std::nullopt;
    if (!fields || fields->size() != 3)
        return {};
    HttpResponse response;
    response.status = (*fields)[0].toInt();
    response.contentType = (*fields)[1];
    response.body = (*fields)[2];
    return response.status >= 200 && response.status <= 599 ? std::optional(response) : std::nullopt;
}

Milliseconds patienceFor(const ApiRequest &request)
{
    return request.route().method == HttpMethod::Get ? ClusterApi::ListPatience : ClusterApi::ActPatience;
}

HttpResponse badRequest()
{
    return ApiProblem{400, u"the request of another node cannot be read"_s}.response();
}

} // namespace

ClusterApi::ClusterApi(std::unique_ptr<NodeCallPort> port, const ApiRouter &router, const LoopPost &post)
    : m_port(std::move(port))
    , m_router(router)
    , m_post(post)
{
    if (m_port)
        m_port->setHandler([this](const QByteArray &question, const NodeCallPort::Answer &reply) {
            answer(question, reply);
        });
}

QString ClusterApi::ownName() const
{
    if (!m_port)
        return {};
    const std::vector<ClusterNode> nodes = m_port->nodes();
    const auto own = std::ranges::find(nodes, true, &ClusterNode::isThis);
    return own != nodes.end() ? own->name : QString::number(m_port->ownNumber());
}

bool ClusterApi::forward(ConnectionId connection, const ApiRequest &request, const ApiResponder &responder)
{
    if (!m_port || request.isPart() || nodeOf(connection) == m_port->ownNumber())
        return false;
    const auto answered = [this, node = nodeOf(connection), request,
                           responder](std::optional<QByteArray> &&bytes) {
        if (std::optional<HttpResponse> response = responseFrom(bytes)) {
            responder.respond(*std::move(response));
            return;
        }
        const std::vector<ClusterNode> nodes = m_port->nodes();
        const auto known = std::ranges::find(nodes, node, &ClusterNode::number);
        if (known != nodes.end())
            responder.problem(503, u"the node %1 does not answer"_s.arg(known->name));
        else // the connection has ended with its node, if there was one
            answerHere(request, responder);
    };
    m_port->ask(nodeOf(connection), encoded(request, false), patienceFor(request), answered);
    return true;
}

void ClusterApi::answerHere(ApiRequest request, const ApiResponder &responder)
{
    const Result<RequestTarget> target = parseRequestTarget(request.rawTarget());
    ApiRouter::Result found = m_router.find(methodName(request.route().method), target->rawPath);
    request.setPart();
    (*std::get<ApiRouter::Found>(found).handler)(request, responder);
}

bool ClusterApi::isOwn(ConnectionId connection, bool isPart) const
{
    if (!m_port || nodeOf(connection) == m_port->ownNumber())
        return true;
    if (isPart)
        return false;
    const std::vector<ClusterNode> nodes = m_port->nodes();
    return std::ranges::find(nodes, nodeOf(connection), &ClusterNode::number) == nodes.end();
}

std::vector<ClusterNode> ClusterApi::others() const
{
    std::vector<ClusterNode> nodes = m_port ? m_port->nodes() : std::vector<ClusterNode>();
    std::erase_if(nodes, [](const ClusterNode &node) { return node.isThis; });
    return nodes;
}

void ClusterApi::askPart(NodeNumber node, const ApiRequest &request, const QByteArray &query,
                         Answered answered)
{
    ApiRequest part = request;
    const QByteArray &target = request.rawTarget();
    const qsizetype path = target.indexOf('?');
    part.setRawTarget((path < 0 ? target : target.first(path)) + '?' + query);
    m_port->ask(node, encoded(part, true), patienceFor(part),
                [answered = std::move(answered)](std::optional<QByteArray> &&bytes) {
                    answered(responseFrom(bytes));
                });
}

void ClusterApi::gather(const ApiRequest &request, Gathered gathered)
{
    const std::vector<ClusterNode> nodes = others();
    if (nodes.empty())
        return gathered({});
    struct Gathering
    {
        std::vector<Part> parts;
        std::size_t missing = 0;
        Gathered gathered;
    };
    const auto gathering = std::make_shared<Gathering>();
    gathering->parts.resize(nodes.size());
    gathering->missing = nodes.size();
    gathering->gathered = std::move(gathered);
    const QByteArray question = encoded(request, true);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        gathering->parts[i].node = nodes[i].name;
        m_port->ask(nodes[i].number, question, patienceFor(request),
                    [gathering, i](std::optional<QByteArray> &&bytes) {
                        gathering->parts[i].response = responseFrom(bytes);
                        if (--gathering->missing == 0)
                            gathering->gathered(std::move(gathering->parts));
                    });
    }
}

//! Does what ApiServer does with a request of a client, for one whose token was checked by another node.
void ClusterApi::answer(const QByteArray &question, const NodeCallPort::Answer &answer)
{
    const auto reply = [answer](HttpResponse &&response) { answer(encoded(response)); };
    const auto fields = parseNetstrings(question);
    if (!fields || fields->size() != 9)
        return reply(badRequest());
    const std::vector<QByteArray> &sent = *fields;
    const Result<RequestTarget> target = parseRequestTarget(sent[2]);
    if (!target)
        return reply(badRequest());
    ApiRouter::Result found = m_router.find(sent[1], target->rawPath);
    if (auto *response = std::get_if<HttpResponse>(&found))
        return reply(std::move(*response));
    const auto &[route, handler, pathValues] = std::get<ApiRouter::Found>(found);
    const int role = sent[5].toInt();
    if (role < int(route->role) || role > int(ApiRole::Admin))
        return reply(ApiProblem{403, u"the role of the token does not allow this"_s}.response());
    ApiCaller caller{QString::fromUtf8(sent[4]),
                     ApiRole(role),
                     {QHostAddress(QString::fromUtf8(sent[6])), quint16(sent[7].toUInt())},
                     QString::fromUtf8(sent[8])};
    ApiRequest request(*route, pathValues, std::move(caller));
    std::variant<ApiValues, ApiProblem> query = readQuery(route->query, target->rawQuery);
    std::variant<ApiValues, ApiProblem> body = readBody(route->body, m_jsonReader, sent[3]);
    for (const auto *values : {&query, &body}) {
        if (const auto *problem = std::get_if<ApiProblem>(values))
            return reply(problem->response());
    }
    request.setQuery(std::get<ApiValues>(std::move(query)));
    request.setBody(std::get<ApiValues>(std::move(body)));
    request.setRawTarget(sent[2]);
    request.setRawBody(sent[3]);
    if (sent[0] == "part")
        request.setPart();
    (*handler)(request, ApiResponder(reply, m_post));
}

} // namespace signalbox

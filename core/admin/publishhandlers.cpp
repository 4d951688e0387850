#include "core/admin/publishhandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/apiparameters.h"
#include "core/admin/clusterapi.h"
#include "core/admin/listhandlers.h"
#include "core/base/names.h"
#include "core/protocol/content.h"
#include "core/protocol/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <variant>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{
        "PublishResult",
        R"({"type":"object","required":["delivered"],"properties":{)"
        R"("delivered":{"type":"integer","description":"in a cluster: of all nodes; to a room: the members )"
        R"(that it has when the message is there"},"seq":{"type":"integer"},)"
        R"("missing":{"type":"array","items":{"type":"string"},)"
        R"("description":"only to all in a cluster: nodes that did not say how many"}}})"},
};

constexpr std::array<std::string_view, 1> Encodings{"base64"};
constexpr std::array PublishBody{
    ApiField{.name = "room", .description = "to the members of a room; numbered and kept like any message"},
    ApiField{.name = "user", .description = "to all connections of a user"},
    ApiField{.name = "client", .description = "to the connection with this id"},
    ApiField{.name = "all", .type = ApiField::Type::Boolean, .description = "true: to all connections"},
    ApiField{.name = "content",
             .type = ApiField::Type::Json,
             .description = "any JSON value, passed on exactly as sent",
             .isRequired = true},
    ApiField{.name = "encoding",
             .description = "`base64`: content is a string of base64, plain members get its bytes",
             .choices = Encodings}};
constexpr std::array PublishAnswers{
    ApiAnswer{.description = "connections it was queued for, and its number in the room",
              .schema = "PublishResult"},
    ApiAnswer{.status = 409, .description = "there are as many rooms as allowed"},
    ApiAnswer{.status = 503, .description = "the node of the connection does not answer"}};
constexpr ApiRoute PublishRoute{.method = HttpMethod::Post,
                                .path = "/api/v1/publish",
                                .role = ApiRole::Operator,
                                .summary = "Publish a message in the name of the token",
                                .body = PublishBody,
                                .answers = PublishAnswers};

using MaybeTarget = std::variant<Target, ApiProblem>;

MaybeTarget targetIn(const ApiValues &body)
{
    const std::optional<QString> room = body.text("room");
    const std::optional<QString> user = body.text("user");
    const std::optional<QString> client = body.text("client");
    const bool isToAll = body.flag("all").value_or(false);
    if (int(room.has_value()) + int(user.has_value()) + int(client.has_value()) + int(isToAll) != 1)
        return ApiProblem{422, u"one of room, user, client and \"all\": true is wanted"_s, "room"};
    if (room) {
        if (!isValidRoomName(*room))
            return ApiProblem{422, u"room: "_s + describeNameRules(MaxRoomName), "room"};
        return Target(RoomTarget{*room});
    }
    if (user) {
        const std::optional<QString> name = toUserName(*user);
        return name ? MaybeTarget(Target(UserTarget{*name}))
                    : ApiProblem{422, u"user: "_s + describeNameRules(MaxUserName), "user"};
    }
    if (!client)
        return Target(AllConnections());
    const std::optional<ConnectionId> id = toConnectionId(*client);
    return id ? MaybeTarget(Target(std::vector{*id}))
              : ApiProblem{422, u"client has to be a decimal number as a string"_s, "client"};
}

} // namespace

void PublishHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(PublishRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        publish(request, responder);
    });
}

void PublishHandlers::publish(const ApiRequest &request, const ApiResponder &responder)
{
    const ApiValues &body = request.body();
    MaybeTarget target = targetIn(body);
    if (const auto *problem = std::get_if<ApiProblem>(&target)) {
        responder.problem(problem->status, problem->detail, problem->field);
        return;
    }
    const QByteArray content = *body.json("content");
    const bool isBase64 = body.text("encoding").has_value();
    if (isBase64 && (!isJsonString(content) || !decodeBase64(unescaped(insideQuotes(content))))) {
        responder.problem(422, u"content is not the base64 that encoding promises"_s, "content");
        return;
    }
    const qint64 most = m_actions.maxMessage();
    if (most > 0 && content.size() > most) {
        responder.problem(413, u"content may have %1 bytes (limits.max_message)"_s.arg(most), "content");
        return;
    }
    const auto *ids = std::get_if<std::vector<ConnectionId>>(&std::get<Target>(target));
    if (ids && m_cluster.forward(ids->front(), request, responder))
        return;
    const bool isToAll = body.flag("all").value_or(false);
    const Publish command{std::get<Target>(std::move(target)), content, isBase64};
    if (isToAll && m_cluster.isInCluster() && !request.isPart())
        publishEverywhere(request, command, responder);
    else
        publishHere(request, command, responder);
}

void PublishHandlers::publishHere(const ApiRequest &request, const Publish &command,
                                  const ApiResponder &responder)
{
    m_actions.run({actorOf(request.caller()), command, {}}, [responder](const Result<ActionReport> &report) {
        if (!report) {
            refuse(responder, report.error());
            return;
        }
        if (!report->failure.isEmpty()) {
            responder.problem(409, report->failure);
            return;
        }
        JsonWriter json;
        json.beginObject().member("delivered", report->delivered);
        if (report->seq)
            json.member("seq", *report->seq);
        responder.json(json.endObject());
    });
}

//! Every node publishes to its own connections.
void PublishHandlers::publishEverywhere(const ApiRequest &request, const Publish &command,
                                        const ApiResponder &responder)
{
    struct Sum
    {
        quint64 delivered = 0;
        QStringList missing; //!< nodes
        int open = 2;        //!< this node, and all others
        ApiResponder responder;

        void close()
        {
            if (--open > 0)
                return;
            JsonWriter json;
            json.beginObject().member("delivered", delivered).member("missing", missing).endObject();
            responder.json(json);
        }
    };
    const auto sum = std::make_shared<Sum>(Sum{.missing = {}, .responder = responder});
    m_cluster.gather(request, [sum](std::vector<ClusterApi::Part> &&parts) {
        for (const ClusterApi::Part &part : parts) {
            const QJsonObject answer =
                part.response ? QJsonDocument::fromJson(part.response->body).object() : QJsonObject();
            if (answer.contains("delivered"_L1))
                sum->delivered += quint64(answer.value("delivered"_L1).toInteger());
            else
                sum->missing += part.node;
        }
        sum->close();
    });
    m_actions.run({actorOf(request.caller()), command, {}}, [sum](const Result<ActionReport> &report) {
        if (!report) {
            refuse(sum->responder, report.error());
            return;
        }
        sum->delivered += report->delivered;
        sum->close();
    });
}

} // namespace signalbox

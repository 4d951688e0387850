#include "core/admin/publishhandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/apiparameters.h"
#include "core/admin/listhandlers.h"
#include "core/base/names.h"
#include "core/protocol/content.h"
#include "core/protocol/jsontext.h"

#include <array>
#include <variant>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{"PublishResult", R"({"type":"object","required":["delivered"],"properties":{)"
                               R"("delivered":{"type":"integer"},"seq":{"type":"integer"}}})"},
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
    ApiAnswer{.status = 409, .description = "there are as many rooms as allowed"}};
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
    const Publish command{std::get<Target>(std::move(target)), content, isBase64};
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

} // namespace signalbox

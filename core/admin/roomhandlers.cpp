#include "core/admin/roomhandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/apiparameters.h"
#include "core/admin/listhandlers.h"
#include "core/admin/listrows.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{
        "Presence",
        R"({"type":"object","required":["room","members","count"],"properties":{"room":{"type":"string"},)"
        R"("members":{"type":"array","items":{"type":"object","required":["user","client"],"properties":{)"
        R"("user":{"type":"string"},"client":{"type":"string"}}}},)"
        R"("count":{"type":"integer"},"next":{"type":"string"}}})"},
    ApiSchema{"History",
              R"({"type":"object","required":["room","epoch","messages","recovered"],"properties":{)"
              R"("room":{"type":"string"},"epoch":{"type":"string"},)"
              R"("messages":{"type":"array","items":{"type":"object"}},)"
              R"("next":{"type":"integer"},"recovered":{"type":"boolean"}}})"},
};

constexpr ApiField LimitField{.name = "limit",
                              .type = ApiField::Type::Integer,
                              .description = "entries of a page at most; 0: none",
                              .least = 0,
                              .most = MaxRequestLimit};
constexpr std::array PresenceQueryFields{
    LimitField, ApiField{.name = "after", .description = "`next` of the page before"}};
constexpr std::array HistoryQueryFields{
    LimitField, ApiField{.name = "before",
                         .type = ApiField::Type::Integer,
                         .description = "only messages with a lower seq; `next` of the page before",
                         .least = 1,
                         .most = qint64(MaxSequence)}};

constexpr ApiAnswer NoRoom{.status = 404, .description = "there is no such room"};
constexpr ApiAnswer Unavailable{.status = 503, .description = "the room cannot be reached now"};
constexpr std::array RoomAnswers{ApiAnswer{.description = "the room", .schema = "Room"}, NoRoom, Unavailable};
constexpr std::array PresenceAnswers{
    ApiAnswer{.description = "its members, one for each connection; 1,000 at most", .schema = "Presence"},
    NoRoom, Unavailable};
constexpr std::array HistoryAnswers{
    ApiAnswer{.description =
                  "the newest messages, oldest first, as envelope members get them; 256 KiB at most, "
                  "but at least one",
              .schema = "History"},
    NoRoom, Unavailable};
constexpr std::array DeletionAnswers{ApiAnswer{.status = 204, .description = "done"}, NoRoom, Unavailable};

constexpr ApiRoute RoomRoute{.method = HttpMethod::Get,
                             .path = "/api/v1/rooms/{name}",
                             .role = ApiRole::Viewer,
                             .summary = "One room",
                             .answers = RoomAnswers};
constexpr ApiRoute PresenceRoute{.method = HttpMethod::Get,
                                 .path = "/api/v1/rooms/{name}/presence",
                                 .role = ApiRole::Viewer,
                                 .summary = "Members of a room",
                                 .query = PresenceQueryFields,
                                 .answers = PresenceAnswers};
constexpr ApiRoute HistoryRoute{.method = HttpMethod::Get,
                                .path = "/api/v1/rooms/{name}/history",
                                .role = ApiRole::Operator,
                                .summary = "Messages that are kept of a room",
                                .query = HistoryQueryFields,
                                .answers = HistoryAnswers};
constexpr ApiRoute DeletionRoute{.method = HttpMethod::Delete,
                                 .path = "/api/v1/rooms/{name}/history",
                                 .role = ApiRole::Operator,
                                 .summary =
                                     "Delete the messages that are kept of a room; its numbering goes on",
                                 .answers = DeletionAnswers};

void refuseRoom(const ApiResponder &responder, RoomAnswer::Status status)
{
    if (status == RoomAnswer::Status::NoSuchRoom)
        responder.problem(404, u"there is no such room"_s);
    else
        responder.problem(503, u"this room cannot be read now"_s);
}

std::optional<int> limitOf(const ApiValues &query)
{
    const std::optional<qint64> limit = query.integer("limit");
    return limit ? std::optional(int(*limit)) : std::nullopt;
}

AdminActions::Answered passOn(const ApiResponder &responder)
{
    return [responder](const RoomAnswer &answer) {
        if (answer.status == RoomAnswer::Status::Found)
            responder.json(answer.json);
        else
            refuseRoom(responder, answer.status);
    };
}

} // namespace

void RoomHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(RoomRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        show(request, responder);
    });
    router.add(PresenceRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        listMembers(request, responder);
    });
    router.add(HistoryRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        readHistory(request, responder);
    });
    router.add(DeletionRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        deleteHistory(request, responder);
    });
}

void RoomHandlers::show(const ApiRequest &request, const ApiResponder &responder)
{
    m_actions.describeRoom(request.pathValue("name"), [responder](const RoomAnswer &answer) {
        if (answer.status != RoomAnswer::Status::Found) {
            refuseRoom(responder, answer.status);
            return;
        }
        JsonWriter json;
        writeRow(json, answer.room, wallNow());
        responder.json(json);
    });
}

void RoomHandlers::listMembers(const ApiRequest &request, const ApiResponder &responder)
{
    PresenceRequest presence{{}, limitOf(request.query()), {}};
    if (const std::optional<QString> after = request.query().text("after")) {
        presence.after = toConnectionId(*after);
        if (!presence.after) {
            responder.problem(400, u"after has to be the next of an earlier page"_s, "after");
            return;
        }
    }
    m_actions.listMembers(request.pathValue("name"), presence, passOn(responder));
}

void RoomHandlers::readHistory(const ApiRequest &request, const ApiResponder &responder)
{
    HistoryRequest history{{}, limitOf(request.query()), {}};
    if (const std::optional<qint64> before = request.query().integer("before"))
        history.before = quint64(*before);
    m_actions.readHistory(request.pathValue("name"), history, passOn(responder));
}

void RoomHandlers::deleteHistory(const ApiRequest &request, const ApiResponder &responder)
{
    const RoomTarget room{request.pathValue("name")};
    m_actions.run({actorOf(request.caller()), DeleteHistory{room}, {}},
                  [this, responder, room = room.room](const Result<ActionReport> &report) {
                      if (!report)
                          refuse(responder, report.error());
                      else if (report->failure.isEmpty())
                          responder.noContent();
                      else
                          refuseDeletion(room, report->failure, responder);
                  });
}

//! Nothing was deleted, because of \a failure: there is no such room, or it cannot be reached.
void RoomHandlers::refuseDeletion(const QString &room, const QString &failure, const ApiResponder &responder)
{
    m_actions.describeRoom(room, [responder, failure](const RoomAnswer &answer) {
        if (answer.status == RoomAnswer::Status::NoSuchRoom)
            refuseRoom(responder, answer.status);
        else
            responder.problem(503, failure);
    });
}

} // namespace signalbox

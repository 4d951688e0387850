#include "core/admin/connectionacts.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/apiparameters.h"
#include "core/admin/clusterapi.h"
#include "core/admin/kickanswer.h"
#include "core/admin/listhandlers.h"
#include "core/base/closereason.h"
#include "core/base/names.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{"KickResult",
              R"({"type":"object","required":["matched","closed","no_answer","gone"],"properties":{)"
              R"("matched":{"type":"integer"},"closed":{"type":"integer"},)"
              R"("no_answer":{"type":"integer"},"gone":{"type":"integer"}}})"},
    ApiSchema{"Outcome", R"({"type":"object","required":["outcome"],"properties":{)"
                         R"("outcome":{"enum":["done","closed","no_answer","gone","rejected"]},)"
                         R"("latency_ms":{"type":"number"}}})"},
};

constexpr ApiField KickCode{.name = "code",
                            .type = ApiField::Type::Integer,
                            .description = "close code: 1000, 1001, 1008, 1011-1014 or 3000-4999",
                            .fallback = 4100};
constexpr ApiField CloseCode{.name = "code",
                             .type = ApiField::Type::Integer,
                             .description = "close code: 1000, 1001, 1008, 1011-1014 or 3000-4999",
                             .fallback = 1000};
constexpr ApiField Reason{.name = "reason", .description = "sent with the code, at most 123 bytes of UTF-8"};
constexpr ApiField DryRun{.name = "dry_run",
                          .type = ApiField::Type::Boolean,
                          .description = "only count the connections",
                          .fallback = 0};

constexpr std::array KickManyBody{
    ApiField{.name = "filter",
             .description = "query language, see README: which connections; empty: all of them"},
    ApiField{.name = "ids",
             .type = ApiField::Type::TextList,
             .description = "ids of connections, instead of a filter",
             .most = ConnectionActs::MaxIds},
    KickCode, Reason, DryRun};
constexpr std::array KickUserBody{KickCode, Reason, DryRun};
constexpr std::array KickBody{KickCode, Reason};
constexpr std::array CloseBody{CloseCode, Reason};

constexpr std::array KickManyAnswers{ApiAnswer{
    .description = "how many matched, and how they ended: `gone` had ended before", .schema = "KickResult"}};
constexpr std::array ActAnswers{
    ApiAnswer{.description = "how it ended", .schema = "Outcome"},
    ApiAnswer{.status = 404, .description = "the path has no valid connection id"}};
constexpr std::array RoomAnswers{
    ApiAnswer{.status = 204, .description = "done"},
    ApiAnswer{.status = 404, .description = "no open connection has this id, or there can be no such room"},
    ApiAnswer{.status = 409, .description = "a limit of the room is reached, or it is no member"}};

constexpr ApiRoute KickManyRoute{.method = HttpMethod::Post,
                                 .path = "/api/v1/connections/kick",
                                 .role = ApiRole::Operator,
                                 .summary = "Kick connections; answered when all outcomes are known",
                                 .query = ClusterQuery,
                                 .body = KickManyBody,
                                 .answers = KickManyAnswers};
constexpr ApiRoute KickUserRoute{.method = HttpMethod::Post,
                                 .path = "/api/v1/users/{name}/kick",
                                 .role = ApiRole::Operator,
                                 .summary = "Kick all connections of a user",
                                 .body = KickUserBody,
                                 .answers = KickManyAnswers};
constexpr ApiRoute KickRoute{.method = HttpMethod::Post,
                             .path = "/api/v1/connections/{id}/kick",
                             .role = ApiRole::Operator,
                             .summary = "Close a connection at once; what is queued for it is discarded",
                             .body = KickBody,
                             .answers = ActAnswers};
constexpr ApiRoute CloseRoute{.method = HttpMethod::Post,
                              .path = "/api/v1/connections/{id}/close",
                              .role = ApiRole::Operator,
                              .summary = "Close a connection behind what is queued for it",
                              .body = CloseBody,
                              .answers = ActAnswers};
constexpr ApiRoute PingRoute{.method = HttpMethod::Post,
                             .path = "/api/v1/connections/{id}/ping",
                             .role = ApiRole::Operator,
                             .summary = "Ping a connection; answered with its pong",
                             .body = KickBody,
                             .answers = ActAnswers};
constexpr ApiRoute PutRoute{.method = HttpMethod::Put,
                            .path = "/api/v1/connections/{id}/rooms/{name}",
                            .role = ApiRole::Operator,
                            .summary = "Put a connection into a room",
                            .answers = RoomAnswers};
constexpr ApiRoute TakeRoute{.method = HttpMethod::Delete,
                             .path = "/api/v1/connections/{id}/rooms/{name}",
                             .role = ApiRole::Operator,
                             .summary = "Take a connection out of a room",
                             .answers = RoomAnswers};

//! Answers with 422 if the code or the reason of \a values cannot be sent.
bool refuseCloseFrame(const ApiValues &values, const ApiResponder &responder)
{
    const qint64 code = *values.integer("code");
    if (code < 1000 || code > 4999 || !isSendableCloseCode(int(code))) {
        responder.problem(422, u"code has to be 1000, 1001, 1008, 1011-1014 or 3000-4999"_s, "code");
        return true;
    }
    if (values.text("reason").value_or(QString()).toUtf8().size() > MaxReasonBytes) {
        responder.problem(422, u"reason may have %1 bytes of UTF-8"_s.arg(MaxReasonBytes), "reason");
        return true;
    }
    return false;
}

Kick kickOf(const ApiValues &values, Target target)
{
    return {std::move(target), quint16(*values.integer("code")), values.text("reason").value_or(QString())};
}

const char *nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Done:
        break;
    case Outcome::ClosedClean:
        return "closed";
    case Outcome::AlreadyGone:
        return "gone";
    case Outcome::Rejected:
        return "rejected";
    case Outcome::NoAnswer:
    case Outcome::Unknown:
        return "no_answer";
    }
    return "done";
}

} // namespace

ConnectionActs::ConnectionActs(AdminActions &actions, ListQueries &lists, ClusterApi &cluster)
    : m_actions(actions)
    , m_lists(lists)
    , m_cluster(cluster)
{
}

void ConnectionActs::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(KickManyRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        kickMany(request, responder);
    });
    router.add(KickUserRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        kickUser(request, responder);
    });
    router.add(KickRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        if (!refuseCloseFrame(request.body(), responder))
            actOnOne(request, responder, kickOf(request.body(), {}));
    });
    router.add(CloseRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        if (refuseCloseFrame(request.body(), responder))
            return;
        const Kick frame = kickOf(request.body(), {});
        actOnOne(request, responder, Close{{}, frame.code, frame.reason});
    });
    router.add(PingRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        actOnOne(request, responder, Ping());
    });
    router.add(PutRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        changeRoom(request, responder, true);
    });
    router.add(TakeRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        changeRoom(request, responder, false);
    });
}

void ConnectionActs::kickMany(const ApiRequest &request, const ApiResponder &responder)
{
    const ApiValues &body = request.body();
    if (refuseCloseFrame(body, responder))
        return;
    const std::optional<QString> filter = body.text("filter");
    const std::optional<QStringList> texts = body.texts("ids");
    if (filter.has_value() == texts.has_value()) {
        responder.problem(422, u"either filter or ids is wanted"_s, filter ? "ids" : "filter");
        return;
    }
    Command command{actorOf(request.caller()), kickOf(body, {}), {}};
    if (filter) {
        const bool isEverywhere = *request.query().flag("cluster");
        kickMatching(*filter, std::move(command), *body.flag("dry_run"),
                     KickAnswer(request, responder, isEverywhere ? &m_cluster : nullptr));
        return;
    }
    // Connections of other nodes: each of these answers for its own, and gone are those that nobody has.
    const KickAnswer answer(request, responder, &m_cluster);
    std::vector<ConnectionId> ids;
    for (const QString &text : *texts) {
        const std::optional<ConnectionId> id = toConnectionId(text);
        if (!id) {
            responder.problem(422, u"ids has to be a list of decimal numbers as strings"_s, "ids");
            return;
        }
        ids.push_back(*id);
    }
    std::ranges::sort(ids);
    const auto repeated = std::unique(ids.begin(), ids.end());
    ids.erase(repeated, ids.end());
    std::erase_if(ids, [this, &request](ConnectionId id) { return !m_cluster.isOwn(id, request.isPart()); });
    if (!*body.flag("dry_run")) {
        setTarget(command.body, std::move(ids));
        runKick(std::move(command), answer);
        return;
    }
    cancelWhenLeft(responder, m_lists.matchingIds({}, [ids, responder, answer](
                                                          const Result<std::vector<ConnectionId>> &open) {
        if (!open) {
            refuse(responder, open.error());
            return;
        }
        const auto gone = std::ranges::count_if(
            ids, [&](ConnectionId id) { return !std::ranges::binary_search(*open, id); });
        answer.add({.matched = qint64(ids.size()), .gone = qint64(gone)});
    }));
}

void ConnectionActs::kickMatching(const QString &filter, Command &&command, bool isDryRun,
                                  const KickAnswer &answer)
{
    const std::variant<Query, ListFault> parsed = ListRequest::parseFilter(QueryList::Connections, filter);
    if (const auto *fault = std::get_if<ListFault>(&parsed)) {
        refuse(answer.responder(), *fault);
        return;
    }
    command.filter = filter.isNull() ? u""_s : filter;
    const auto matched = [this, command = std::move(command), isDryRun,
                          answer](Result<std::vector<ConnectionId>> &&ids) mutable {
        if (!ids) {
            refuse(answer.responder(), ids.error());
            return;
        }
        if (isDryRun) {
            answer.add({.matched = qint64(ids->size())});
            return;
        }
        setTarget(command.body, std::move(*ids));
        runKick(std::move(command), answer);
    };
    cancelWhenLeft(answer.responder(), m_lists.matchingIds(std::get<Query>(parsed), matched));
}

void ConnectionActs::kickUser(const ApiRequest &request, const ApiResponder &responder)
{
    const ApiValues &body = request.body();
    if (refuseCloseFrame(body, responder))
        return;
    const QString name = request.pathValue("name");
    const QString user = toUserName(name).value_or(name);
    Command command{actorOf(request.caller()), kickOf(body, UserTarget{user}), {}};
    const KickAnswer answer(request, responder, &m_cluster);
    if (*body.flag("dry_run"))
        kickMatching(exactTerm(QueryField::User, user), std::move(command), true, answer);
    else
        runKick(std::move(command), answer);
}

void ConnectionActs::runKick(Command &&command, const KickAnswer &answer)
{
    m_actions.run(command, [answer](const Result<ActionReport> &report) {
        if (!report) {
            refuse(answer.responder(), report.error());
            return;
        }
        KickCounts counts{.matched = qint64(report->outcomes.size())};
        for (const ActionOutcome &outcome : report->outcomes) {
            counts.closed += outcome.outcome == Outcome::ClosedClean ? 1 : 0;
            counts.gone += outcome.outcome == Outcome::AlreadyGone ? 1 : 0;
        }
        counts.noAnswer = counts.matched - counts.closed - counts.gone;
        answer.add(counts);
    });
}

void ConnectionActs::actOnOne(const ApiRequest &request, const ApiResponder &responder, CommandBody &&command)
{
    const std::optional<ConnectionId> id = toConnectionId(request.pathValue("id"));
    if (!id) {
        responder.problem(404, u"no connection has this id"_s);
        return;
    }
    if (m_cluster.forward(*id, request, responder))
        return;
    setTarget(command, std::vector{*id});
    m_actions.run(
        {actorOf(request.caller()), std::move(command), {}}, [responder](const Result<ActionReport> &report) {
            if (!report) {
                refuse(responder, report.error());
                return;
            }
            const ActionOutcome *known = report->outcomes.empty() ? nullptr : &report->outcomes.front();
            JsonWriter json;
            json.beginObject().key("outcome").utf8(nameOf(known ? known->outcome : Outcome::AlreadyGone));
            if (known && known->latency) {
                using FloatMilliseconds = std::chrono::duration<double, std::milli>;
                json.key("latency_ms").decimal(FloatMilliseconds(*known->latency).count(), 3);
            }
            responder.json(json.endObject());
        });
}

void ConnectionActs::changeRoom(const ApiRequest &request, const ApiResponder &responder, bool isPut)
{
    const std::optional<ConnectionId> id = toConnectionId(request.pathValue("id"));
    const QString room = request.pathValue("name");
    if (!id || !isValidRoomName(room)) {
        responder.problem(404, id ? u"no room can have this name"_s : u"no connection has this id"_s);
        return;
    }
    if (m_cluster.forward(*id, request, responder))
        return;
    const std::vector<ConnectionId> target{*id};
    const CommandBody body =
        isPut ? CommandBody(PutIntoRoom{target, room}) : CommandBody(TakeOutOfRoom{target, room});
    m_actions.run({actorOf(request.caller()), body, {}},
                  [responder, isPut](const Result<ActionReport> &report) {
                      if (!report) {
                          refuse(responder, report.error());
                          return;
                      }
                      const Outcome outcome =
                          report->outcomes.empty() ? Outcome::AlreadyGone : report->outcomes.front().outcome;
                      if (outcome == Outcome::Done)
                          responder.noContent();
                      else if (outcome == Outcome::AlreadyGone)
                          responder.problem(404, u"no open connection has this id"_s);
                      else
                          responder.problem(409, isPut ? u"a limit of this room or of rooms is reached"_s
                                                       : u"the connection is not in this room"_s);
                  });
}

} // namespace signalbox

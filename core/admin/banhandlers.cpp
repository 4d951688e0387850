#include "core/admin/banhandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/apiparameters.h"
#include "core/admin/clusterapi.h"
#include "core/admin/listanswer.h"
#include "core/admin/listhandlers.h"
#include "core/base/rfc3339.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

#define SIGNALBOX_BAN_PROPERTIES                                                                             \
    R"("id":{"type":"string","pattern":"^[0-9]+$"},"kind":{"enum":["user","address","origin"]},)"            \
    R"("value":{"type":"string"},"reason":{"type":"string","description":"for operators; empty: none"},)"    \
    R"("by":{"type":"string","description":"who has made it"},)"                                             \
    R"("created":{"type":"string","format":"date-time"},)"                                                   \
    R"("expires":{"type":"string","format":"date-time","description":"absent: never"},)"                     \
    R"("hits":{"type":"integer","description":"connections that were closed or refused"})"
#define SIGNALBOX_BAN_FIELDS R"("id","kind","value","reason","by","created","hits")"

constexpr std::array Schemas{
    ApiSchema{"Ban", R"({"type":"object","required":[)" SIGNALBOX_BAN_FIELDS
                     R"(],"properties":{)" SIGNALBOX_BAN_PROPERTIES "}}"},
    ApiSchema{"NewBan",
              R"({"type":"object","required":[)" SIGNALBOX_BAN_FIELDS
              R"(,"affected"],"properties":{)" SIGNALBOX_BAN_PROPERTIES R"(,"affected":{"type":"integer",)"
              R"("description":"connections that it has closed, of this node"}}})"},
    ApiSchema{
        "Affected",
        R"({"type":"object","required":["affected"],"properties":{)"
        R"("affected":{"type":"integer","description":"connections that would be closed"},)"
        R"("missing":{"type":"array","items":{"type":"string"},)"
        R"("description":"in a cluster: nodes whose connections are not counted, as they did not answer"}}})"},
    ApiSchema{"BanList", R"({"type":"object","required":["bans","matched"],"properties":{"bans":{)"
                         R"("type":"array","items":{"$ref":"#/components/schemas/Ban"}},)"
                         R"("matched":{"type":"integer"},"next":{"type":"string"}}})"},
};

constexpr std::array<std::string_view, 3> Kinds{"user", "address", "origin"};
static_assert(Kinds.size() == BanKindCount);
constexpr std::array BanBody{
    ApiField{.name = "kind", .description = "what is kept out", .isRequired = true, .choices = Kinds},
    ApiField{.name = "value",
             .description = "a user name; an address or a network such as 10.0.0.0/8, whose bits behind the "
                            "prefix do not count; an Origin such as https://example.org, or null",
             .isRequired = true,
             .least = 1,
             .most = 512},
    ApiField{.name = "reason", .description = "for operators; clients do not see it", .most = MaxBanReason},
    ApiField{.name = "expires", .description = "RFC 3339; when it ends; default: never"},
    ApiField{.name = "dry_run",
             .type = ApiField::Type::Boolean,
             .description = "only count the connections that it would close",
             .fallback = 0}};

constexpr ApiAnswer NoBan{.status = 404, .description = "there is no such ban"};
constexpr std::array ListAnswers{ApiAnswer{.description = "one page of the bans", .schema = "BanList"}};
constexpr std::array ShowAnswers{ApiAnswer{.description = "the ban", .schema = "Ban"}, NoBan};
constexpr std::array AddAnswers{
    ApiAnswer{.status = 201,
              .description =
                  "the ban; who it is about is out. In a cluster without its Redis: of this node, and of the "
                  "others when Redis is back",
              .schema = "NewBan"},
    ApiAnswer{.description = "with dry_run: nothing was changed", .schema = "Affected"},
    ApiAnswer{.status = 409, .description = "there is a ban of that kind and value, or there are too many"}};
constexpr std::array RemoveAnswers{ApiAnswer{.status = 204, .description = "done"}, NoBan};

constexpr ApiRoute ListRoute{.path = "/api/v1/bans",
                             .role = ApiRole::Viewer,
                             .summary = "Who is kept out",
                             .query = ListQuery,
                             .answers = ListAnswers};
constexpr ApiRoute ShowRoute{
    .path = "/api/v1/bans/{id}", .role = ApiRole::Viewer, .summary = "One ban", .answers = ShowAnswers};
constexpr ApiRoute AddRoute{.method = HttpMethod::Post,
                            .path = "/api/v1/bans",
                            .role = ApiRole::Operator,
                            .summary = "Keep somebody out, and close the connections that are open",
                            .body = BanBody,
                            .answers = AddAnswers};
constexpr ApiRoute RemoveRoute{.method = HttpMethod::Delete,
                               .path = "/api/v1/bans/{id}",
                               .role = ApiRole::Operator,
                               .summary = "Remove a ban",
                               .answers = RemoveAnswers};

void writeMembers(JsonWriter &json, const Ban &ban)
{
    json.member("id", ban.id.toString()).key("kind").utf8(banKindName(ban.kind));
    json.member("value", ban.value).member("reason", ban.reason).member("by", ban.by);
    json.member("created", toRfc3339(ban.created));
    if (ban.expires)
        json.member("expires", toRfc3339(*ban.expires));
    json.member("hits", ban.hits);
}

std::optional<BanId> toBanId(const QString &text)
{
    const std::optional<ConnectionId> id = toConnectionId(text); // the same rule
    return id ? std::optional(BanId(id->value())) : std::nullopt;
}

//! Answers with 422 unless \a body is a ban.
std::optional<Ban> banOf(const ApiValues &body, const ApiResponder &responder)
{
    Ban ban;
    ban.kind = *banKindOf(*body.text("kind"));
    ban.reason = body.text("reason").value_or(QString());
    Result<QString> value = banValue(ban.kind, *body.text("value"));
    if (!value) {
        responder.problem(422, value.error().text, "value");
        return std::nullopt;
    }
    ban.value = *std::move(value);
    if (!isBanReason(ban.reason)) {
        responder.problem(
            422, u"reason may have %1 characters, and no control characters"_s.arg(MaxBanReason), "reason");
        return std::nullopt;
    }
    if (const std::optional<QString> expires = body.text("expires")) {
        ban.expires = fromRfc3339(*expires);
        if (!ban.expires || ban.isExpired(wallNow())) {
            responder.problem(422, u"expires has to be a time in the future such as 2027-01-31T12:00:00Z"_s,
                              "expires");
            return std::nullopt;
        }
    }
    return ban;
}

//! Adds up how many connections of this node and of others a ban would close.
struct AffectedCount
{
    explicit AffectedCount(ApiResponder to)
        : responder(std::move(to))
    {
    }
    void answerIfComplete() const
    {
        if (awaited > 0)
            return;
        JsonWriter json;
        json.beginObject().member("affected", count);
        if (isOfCluster)
            json.member("missing", missing);
        responder.json(json.endObject());
    }

    ApiResponder responder;
    qint64 count = 0;
    QStringList missing; //!< nodes
    int awaited = 1;
    bool isOfCluster = false;
};

void addParts(AffectedCount &count, const std::vector<ClusterApi::Part> &parts)
{
    for (const ClusterApi::Part &part : parts) {
        if (part.response && part.response->status == 200)
            count.count += QJsonDocument::fromJson(part.response->body).object()[u"affected"].toInteger();
        else
            count.missing += part.node;
    }
}

//! Returns the filter of the connections that \a ban is about.
QString filterOf(const Ban &ban)
{
    switch (ban.kind) {
    case BanKind::User:
        return exactTerm(QueryField::User, ban.value);
    case BanKind::Origin:
        return exactTerm(QueryField::Origin, ban.value);
    case BanKind::Address:
        break;
    }
    // An address alone is also the beginning of others.
    const bool isIpv6 = ban.value.contains(u':');
    return u"addr:"_s + (ban.value.contains(u'/') ? ban.value : ban.value + (isIpv6 ? u"/128"_s : u"/32"_s));
}

} // namespace

BanHandlers::BanHandlers(AdminActions &actions, ListQueries &lists, ClusterApi &cluster)
    : m_actions(actions)
    , m_lists(lists)
    , m_cluster(cluster)
{
}

void BanHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(ListRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        list(request, responder);
    });
    router.add(ShowRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        show(request, responder);
    });
    router.add(AddRoute,
               [this](const ApiRequest &request, const ApiResponder &responder) { add(request, responder); });
    router.add(RemoveRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        remove(request, responder);
    });
}

void BanHandlers::list(const ApiRequest &request, const ApiResponder &responder)
{
    const ListRequest::Parsed parsed = ListRequest::parse(QueryList::Bans, listParametersOf(request.query()));
    if (const auto *fault = std::get_if<ListFault>(&parsed)) {
        refuse(responder, *fault);
        return;
    }
    const auto listed = [responder](Result<ListPage<Ban>> &&page) {
        if (!page) {
            refuse(responder, page.error());
            return;
        }
        answerWithPage(responder, "bans", *page, [](JsonWriter &json, const Ban &ban) {
            json.beginObject();
            writeMembers(json, ban);
            json.endObject();
        });
    };
    cancelWhenLeft(responder, m_lists.bans(std::get<ListRequest>(parsed), listed));
}

void BanHandlers::show(const ApiRequest &request, const ApiResponder &responder)
{
    const std::optional<BanId> id = toBanId(request.pathValue("id"));
    if (!id) {
        responder.problem(404, u"there is no such ban"_s);
        return;
    }
    const ListRequest::Parsed parsed =
        ListRequest::parse(QueryList::Bans, {.filter = u"id:"_s + id->toString()});
    const auto found = [responder](Result<ListPage<Ban>> &&page) {
        if (!page) {
            refuse(responder, page.error());
            return;
        }
        if (page->rows.empty()) {
            responder.problem(404, u"there is no such ban"_s);
            return;
        }
        JsonWriter json;
        json.beginObject();
        writeMembers(json, page->rows.front());
        responder.json(json.endObject());
    };
    cancelWhenLeft(responder, m_lists.bans(std::get<ListRequest>(parsed), found));
}

void BanHandlers::add(const ApiRequest &request, const ApiResponder &responder)
{
    const std::optional<Ban> ban = banOf(request.body(), responder);
    if (!ban)
        return;
    if (*request.body().flag("dry_run")) {
        countAffected(*ban, request, responder);
        return;
    }
    m_actions.run({actorOf(request.caller()), AddBans{{}, {*ban}}, {}},
                  [responder](const Result<ActionReport> &report) {
                      if (!report) {
                          refuse(responder, report.error());
                          return;
                      }
                      const auto &added = std::get<AddBans>(report->command.body);
                      // It has an id as soon as it is in effect, also if an io thread has not answered in time.
                      if (added.bans.empty() || added.bans.front().id.isNull()) {
                          responder.problem(409, report->failure);
                          return;
                      }
                      JsonWriter json;
                      json.beginObject();
                      writeMembers(json, added.bans.front());
                      responder.json(json.member("affected", report->delivered).endObject(), 201);
                  });
}

void BanHandlers::countAffected(const Ban &ban, const ApiRequest &request, const ApiResponder &responder)
{
    const std::variant<Query, ListFault> filter =
        ListRequest::parseFilter(QueryList::Connections, filterOf(ban));
    if (const auto *fault = std::get_if<ListFault>(&filter)) {
        refuse(responder, *fault);
        return;
    }
    const auto count = std::make_shared<AffectedCount>(responder);
    if (m_cluster.isInCluster() && !request.isPart()) {
        count->isOfCluster = true;
        ++count->awaited;
        m_cluster.gather(request, [count](std::vector<ClusterApi::Part> &&parts) {
            addParts(*count, parts);
            --count->awaited;
            count->answerIfComplete();
        });
    }
    cancelWhenLeft(responder, m_lists.matchingIds(std::get<Query>(filter),
                                                  [count](const Result<std::vector<ConnectionId>> &ids) {
                                                      if (!ids) {
                                                          count->awaited += 2; // no other answer follows
                                                          refuse(count->responder, ids.error());
                                                          return;
                                                      }
                                                      count->count += qint64(ids->size());
                                                      --count->awaited;
                                                      count->answerIfComplete();
                                                  }));
}

void BanHandlers::remove(const ApiRequest &request, const ApiResponder &responder)
{
    const std::optional<BanId> id = toBanId(request.pathValue("id"));
    if (!id) {
        responder.problem(404, u"there is no such ban"_s);
        return;
    }
    m_actions.run({actorOf(request.caller()), RemoveBans{{}, {Ban{.id = *id}}}, {}},
                  [responder](const Result<ActionReport> &report) {
                      if (!report)
                          refuse(responder, report.error());
                      else if (std::get<RemoveBans>(report->command.body).bans.front().value.isEmpty())
                          responder.problem(404, report->failure); // else it has been removed
                      else
                          responder.noContent();
                  });
}

} // namespace signalbox

#include "core/admin/audithandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiparameters.h"
#include "core/admin/listanswer.h"
#include "core/admin/listhandlers.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{
        "AuditList",
        R"({"type":"object","required":["audit","matched"],"properties":{"audit":{"type":"array","items":{)"
        R"("type":"object","required":["time","who","from","action","target","outcome"],"properties":{)"
        R"("time":{"type":"string","format":"date-time"},"who":{"type":"string"},"from":{"type":"string"},)"
        R"("action":{"type":"string"},"target":{"type":"string"},"outcome":{"type":"string"},)"
        R"("detail":{"type":"string"}}}},"matched":{"type":"integer"},"next":{"type":"string"}}})"},
};

constexpr std::array AuditAnswers{
    ApiAnswer{.description = "one page of what was done, the newest first", .schema = "AuditList"},
    ApiAnswer{.status = 503, .description = "the audit log cannot be read now"}};
constexpr ApiRoute AuditRoute{.method = HttpMethod::Get,
                              .path = "/api/v1/audit",
                              .role = ApiRole::Operator,
                              .summary = "What operators did in the last 90 days",
                              .query = ListQuery,
                              .answers = AuditAnswers};

void writeRow(JsonWriter &json, const AuditEntry &entry)
{
    json.beginObject()
        .member("time", toRfc3339(entry.time))
        .member("who", entry.who)
        .member("from", entry.from);
    json.member("action", entry.action).member("target", entry.target).member("outcome", entry.outcome);
    if (!entry.detail.isEmpty())
        json.member("detail", entry.detail);
    json.endObject();
}

} // namespace

void AuditHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(AuditRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        list(request, responder);
    });
}

void AuditHandlers::list(const ApiRequest &request, const ApiResponder &responder)
{
    const ListRequest::Parsed parsed =
        ListRequest::parse(QueryList::Audit, listParametersOf(request.query()));
    if (const auto *fault = std::get_if<ListFault>(&parsed)) {
        refuse(responder, *fault);
        return;
    }
    m_actions.listAudit(std::get<ListRequest>(parsed), [responder](const Result<ListPage<AuditEntry>> &page) {
        if (!page) {
            responder.problem(503, u"the audit log cannot be read now"_s);
            return;
        }
        answerWithPage(responder, "audit", *page,
                       [](JsonWriter &json, const AuditEntry &entry) { writeRow(json, entry); });
    });
}

} // namespace signalbox

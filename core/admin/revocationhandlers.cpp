#include "core/admin/revocationhandlers.h"

#include "core/admin/adminactions.h"
#include "core/admin/apiactor.h"
#include "core/admin/listhandlers.h"
#include "core/base/rfc3339.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Body{
    ApiField{.name = "jti", .description = "the token with this claim; or user"},
    ApiField{.name = "user",
             .description = "the tokens of this user whose `iat` is before now, and those without"},
    ApiField{.name = "until",
             .description = "RFC 3339; from then on they are accepted again; default: the latest `exp` of "
                            "those that were accepted, else 30 days. A revocation is never shortened"}};
constexpr std::array Answers{
    ApiAnswer{.status = 204, .description = "done; the connections with these tokens are closed with 3003"},
    ApiAnswer{.status = 409, .description = "there are too many revocations"}};
constexpr ApiRoute Route{.method = HttpMethod::Post,
                         .path = "/api/v1/revocations",
                         .role = ApiRole::Operator,
                         .summary = "Accept a token, or the tokens of a user, no more",
                         .body = Body,
                         .answers = Answers};

//! Answers with 422 unless \a body is a revocation.
std::optional<Revoke> revokeOf(const ApiValues &body, const ApiResponder &responder)
{
    const std::optional<QString> jti = body.text("jti");
    const std::optional<QString> user = body.text("user");
    if (jti.has_value() == user.has_value()) {
        responder.problem(422, u"one of jti and user is wanted"_s, "jti");
        return std::nullopt;
    }
    Revoke revoke{.kind = user ? RevocationKind::User : RevocationKind::TokenId};
    Result<QString> value = revocationValue(revoke.kind, user ? *user : *jti);
    if (!value) {
        responder.problem(422, value.error().text, revocationKindName(revoke.kind));
        return std::nullopt;
    }
    revoke.value = *std::move(value);
    if (const std::optional<QString> until = body.text("until")) {
        revoke.until = fromRfc3339(*until);
        if (!revoke.until || *revoke.until <= wallNow()) {
            responder.problem(422, u"until has to be a time in the future such as 2027-01-31T12:00:00Z"_s,
                              "until");
            return std::nullopt;
        }
    }
    return revoke;
}

} // namespace

RevocationHandlers::RevocationHandlers(AdminActions &actions)
    : m_actions(actions)
{
}

void RevocationHandlers::addTo(ApiRouter &router)
{
    router.add(Route, [this](const ApiRequest &request, const ApiResponder &responder) {
        revoke(request, responder);
    });
}

void RevocationHandlers::revoke(const ApiRequest &request, const ApiResponder &responder)
{
    std::optional<Revoke> revoke = revokeOf(request.body(), responder);
    if (!revoke)
        return;
    m_actions.run({actorOf(request.caller()), *std::move(revoke), {}},
                  [responder](const Result<ActionReport> &report) {
                      if (!report)
                          refuse(responder, report.error());
                      else if (!report->failure.isEmpty())
                          responder.problem(409, report->failure);
                      else
                          responder.noContent();
                  });
}

} // namespace signalbox

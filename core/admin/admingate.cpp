#include "core/admin/admingate.h"

#include "core/policy/origincheck.h"
#include "core/policy/tokencarriers.h"
#include "core/transport/clientsocket.h"
#include "core/wire/hostfield.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

ApiRefusal refusal(int status, const QString &detail, const char *reason)
{
    return {ApiProblem{status, detail}.response(), reason};
}

ApiRefusal plainRefusal()
{
    return refusal(403,
                   u"this port is not encrypted: the API is served with TLS, on a loopback address, or with "
                   "admin.allow_plain"_s,
                   "admin_plain");
}

ApiRefusal unauthorised(const QString &detail, const QByteArray &challenge)
{
    ApiRefusal refused = refusal(401, detail, "admin_token");
    refused.response.headers.emplace_back("WWW-Authenticate", challenge);
    return refused;
}

} // namespace

AdminGate::AdminGate(std::vector<AdminTokenSettings> tokens, PlainApi plainApi, Authorised authorised)
    : m_tokens(std::move(tokens))
    , m_plainApi(plainApi)
    , m_authorised(std::move(authorised))
{
}

bool AdminGate::refusesPlain(const ClientSocket &socket) const
{
    return m_plainApi == PlainApi::Refused && !isLoopback(socket.listener().address) &&
           socket.channelState() != Channel::State::Secure;
}

std::optional<ApiRefusal> AdminGate::checkOrigin(const HttpHead &head, const ClientSocket &socket)
{
    if (!hasProperHost(head))
        return refusal(400, u"one Host is wanted"_s, "admin_request");
    const std::optional<QByteArray> host = effectiveHost(head);
    if (host && !isHostAllowed(*host, socket.listener().address))
        return refusal(403, u"this Host is not served here"_s, "admin_host");
    if (head.value("Origin"))
        return refusal(403, u"this port is not for pages of a browser"_s, "admin_origin");
    // Also for paths that do not exist: nobody is to send a token to find that out.
    if (refusesPlain(socket) && (head.target == "/api" || head.target.startsWith("/api/")))
        return plainRefusal();
    return std::nullopt;
}

std::variant<ApiToken, ApiRefusal> AdminGate::authorise(const HttpHead &head, const ClientSocket &socket,
                                                        const ApiRoute &route)
{
    if (refusesPlain(socket)) // a path that is written otherwise
        return plainRefusal();
    if (head.values("Authorization").size() > 1)
        return refusal(400, u"one Authorization is wanted"_s, "admin_request");
    const std::optional<QByteArray> bearer = bearerOf(head);
    if (!bearer)
        return unauthorised(u"a token is wanted: Authorization: Bearer TOKEN"_s, "Bearer");
    const AdminTokenSettings *token = m_tokens.find(*bearer);
    if (!token) {
        const std::optional<Milliseconds> wait = m_wrong.add(socket.peer().address, Clock::now());
        if (!wait)
            return unauthorised(u"nobody has this token"_s, R"(Bearer error="invalid_token")");
        ApiRefusal refused = refusal(429, u"too many wrong tokens from this address"_s, "admin_token");
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait).count();
        refused.response.headers.emplace_back("Retry-After", QByteArray::number(qint64(seconds)));
        return refused;
    }
    m_authorised(socket);
    if (token->role < route.role) {
        return refusal(403,
                       u"the token %1 has the role %2, and this needs %3"_s.arg(
                           token->name, QString::fromLatin1(roleName(token->role)),
                           QString::fromLatin1(roleName(route.role))),
                       "admin_role");
    }
    return ApiToken{token->name, token->role};
}

} // namespace signalbox

#include "core/policy/decision.h"

#include "core/base/names.h"
#include "core/policy/origincheck.h"
#include "core/policy/tokencarriers.h"
#include "core/wire/hostfield.h"
#include "core/wire/httpmethod.h"
#include "core/wire/upgraderequest.h"

#include <algorithm>
#include <array>
#include <optional>

namespace signalbox {

namespace {

constexpr qsizetype MaxUserAgent = 512; // characters kept for the console

Refusal refuse(int status, const QByteArray &detail, const char *reason)
{
    return {HttpResponse::problem(status, detail), reason};
}

std::optional<BuiltIn> builtInAt(QStringView path)
{
    if (path == u"/")
        return BuiltIn::Page;
    if (path == u"/signalbox.js")
        return BuiltIn::Client;
    return std::nullopt;
}

Refusal refuseVersion(const QByteArray &detail)
{
    Refusal refusal = refuse(426, detail, "version");
    refusal.response.headers.emplace_back("Upgrade", "websocket");
    refusal.response.headers.emplace_back("Sec-WebSocket-Version", "13");
    return refusal;
}

bool isBearer(const QByteArray &offer)
{
    return offer.startsWith(BearerSubprotocol);
}

// The first of the client's offers that the route knows, and that is no token.
QByteArray selectSubprotocol(const std::vector<QByteArray> &offers, const RouteSettings &route)
{
    const auto found = std::ranges::find_if(offers, [&](const QByteArray &offer) {
        return !isBearer(offer) && ((route.speaksEnvelope() && offer == EnvelopeSubprotocol) ||
                                    route.subprotocols.contains(QString::fromLatin1(offer)));
    });
    return found == offers.end() ? QByteArray() : *found;
}

std::optional<QString> checkedUser(const QString &text)
{
    const std::optional<QString> user = toUserName(text);
    return user && !isGuestName(*user) ? user : std::nullopt;
}

// user= takes precedence over uid=; empty without either (a guest). Nothing if the name is not allowed.
std::optional<QString> userOf(const RequestTarget &target)
{
    for (const char *name : {"user", "uid"}) {
        const Result<std::optional<QString>> user = target.queryValue(name);
        if (!user)
            return std::nullopt;
        if (*user)
            return checkedUser(**user);
    }
    return QString();
}

void negotiate(const UpgradeRequest &request, const RouteSettings &route, const DeflateSettings &settings,
               Admitted &admitted)
{
    const RouteDeflate here = route.deflate.value_or(RouteDeflate{settings.enabled, std::nullopt});
    if (!here.enabled)
        return;
    // With drop-oldest no message may depend on an earlier one.
    const bool mayRefer = settings.contextTakeover && admitted.outboxPolicy == OutboxPolicy::Close;
    const auto agreement = negotiateDeflate(request.extensions, mayRefer);
    if (!agreement)
        return;
    admitted.deflate =
        DeflateTerms{agreement->parameters, here.level.value_or(settings.level), settings.minSize};
    admitted.extensions = agreement->response;
}

Decision decideUpgrade(const HttpHead &head, const RequestTarget &target, const Route &route,
                       const RequestContext &context, const PolicySettings &policy,
                       const LimitSettings &limits, const DeflateSettings &deflate, const AuthSettings &auth,
                       const RoomPolicies &rooms)
{
    const auto checked = readUpgradeRequest(head);
    if (const auto *error = std::get_if<UpgradeError>(&checked))
        return error->status == 426 ? refuseVersion(error->detail) : refuse(400, error->detail, "handshake");
    const UpgradeRequest &request = std::get<UpgradeRequest>(checked);

    const AuthMode authMode = route.settings->auth.value_or(auth.mode);
    const bool isOfCertificate = authMode == AuthMode::None && context.certificateUser;
    const std::optional<QString> user = isOfCertificate              ? checkedUser(*context.certificateUser)
                                        : authMode == AuthMode::None ? userOf(target)
                                                                     : QString();
    if (!user) {
        const QByteArray rules = describeNameRules(MaxUserName).toUtf8() + ", and not guest- and digits";
        return isOfCertificate ? refuse(403,
                                        "the common name of your certificate, or else its first e-mail or "
                                        "DNS name, is no user: " +
                                            rules,
                                        "certificate_user")
                               : refuse(400, "user: " + rules, "user");
    }
    const QByteArray host = effectiveHost(head).value_or(QByteArray());
    if (!isOriginAllowed(request.origin, host, context.listener.address, context.secure, policy))
        return refuse(403, "this Origin may not connect", request.origin ? "origin" : "no_origin");

    Admitted admitted;
    admitted.subprotocol = selectSubprotocol(request.subprotocols, *route.settings);
    admitted.isEnvelope = route.settings->speaksEnvelope() && admitted.subprotocol == EnvelopeSubprotocol;
    admitted.subprotocolUnknown =
        admitted.subprotocol.isEmpty() && !std::ranges::all_of(request.subprotocols, isBearer);
    admitted.lacksSubprotocol = admitted.subprotocol.isEmpty() && route.settings->requireSubprotocol;
    admitted.authMode = authMode;
    if (authMode != AuthMode::None)
        admitted.token = findToken(head, target, request.subprotocols, auth);
    admitted.kind = route.kind;
    admitted.room = route.room;
    admitted.maxMessage = route.settings->maxMessage.value_or(limits.maxMessage);
    admitted.path = target.path;
    admitted.user = *user;
    admitted.userAgent =
        QString::fromUtf8(head.value("User-Agent").value_or(QByteArray())).left(MaxUserAgent);
    admitted.key = request.key;
    admitted.origin = request.origin.value_or(QByteArray());
    admitted.outboxPolicy =
        rooms.find(admitted.room)
            .outboxPolicy.value_or(route.settings->outboxPolicy.value_or(limits.outboxPolicy));
    negotiate(request, *route.settings, deflate, admitted);
    return admitted;
}

} // namespace

Refusal lackedSubprotocol()
{
    return refuse(400, "none of the subprotocols offered is spoken here", "subprotocol");
}

Refusal Refusal::unanswered(const char *reason)
{
    Refusal refusal;
    refusal.response.status = 0;
    refusal.reason = reason;
    return refusal;
}

Refusal notAdmitted(int status, const char *reason)
{
    if (status == 403)
        return {HttpResponse::problem(403, "connections from this address are not accepted"), reason};
    Refusal refusal{HttpResponse::problem(
                        status, status == 503 ? "the server is full; try again later"
                                              : "too many connections from this address; try again later"),
                    reason};
    refusal.response.headers.emplace_back("Retry-After", status == 503 ? "5" : "1");
    return refusal;
}

Refusal Refusal::banned(const Ban &ban)
{
    constexpr std::array reasons{"user_banned", "address_banned", "origin_banned"}; // by kind
    static_assert(reasons.size() == BanKindCount);
    return {HttpResponse::problem(403, "you may not connect"), reasons[std::size_t(ban.kind)], ban.id};
}

Decision decide(const HttpHead &head, const RequestContext &context, const RouteTable &routes,
                const PolicySettings &policy, const LimitSettings &limits, const DeflateSettings &deflate,
                const AuthSettings &auth, const RoomPolicies &rooms)
{
    if (!hasProperHost(head)) // RFC 9112 section 3.2: for every request
        return refuse(400, "exactly one Host header is needed, with a name or address", "head");
    if (!isHostServed(effectiveHost(head), context.listener.address, policy))
        return refuse(421, "this host is not served here", "host");
    if (std::optional<HttpResponse> answer = answerToMethod(head.method)) {
        if (answer->status == 204)
            return *std::move(answer);
        return Refusal{*std::move(answer), "method"};
    }
    const Result<RequestTarget> target = parseRequestTarget(head.target);
    if (!target)
        return refuse(400, target.error().text.toUtf8(), "target");
    const bool isHead = head.method == "HEAD";
    const bool asks = !isHead && asksForWebSocket(head);
    if (const std::optional<BuiltIn> file = builtInAt(target->path); file && !asks)
        return FileRequest{*file, isHead, head.value("If-None-Match").value_or(QByteArray())};
    const Result<Route> route = routes.find(*target);
    if (!route) {
        return route.error().code == Error::Code::NotFound
                   ? refuse(404, "nothing is served at this path", "path")
                   : refuse(400, route.error().text.toUtf8(), "room");
    }
    if (!asks) {
        Refusal refusal =
            refuse(426, "this is a WebSocket address: connect with a WebSocket client", "no_upgrade");
        refusal.response.headers.emplace_back("Upgrade", "websocket");
        return refusal;
    }
    return decideUpgrade(head, *target, *route, context, policy, limits, deflate, auth, rooms);
}

} // namespace signalbox

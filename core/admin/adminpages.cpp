#include "core/admin/adminpages.h"

#include "core/observe/metricstext.h"
#include "core/policy/origincheck.h"
#include "core/wire/hostfield.h"
#include "core/wire/requesttarget.h"

#include <optional>

namespace signalbox {

namespace {

//! Nothing here is for a cache, nor for a page of anybody else.
HttpResponse guarded(HttpResponse response)
{
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

HttpResponse refusal(int status, const QByteArray &detail)
{
    return guarded(HttpResponse::problem(status, detail));
}

HttpResponse plain(const QByteArray &contentType, const QByteArray &body)
{
    HttpResponse response;
    response.contentType = contentType;
    response.body = body;
    return guarded(response);
}

std::optional<HttpResponse> checkHost(const HttpHead &head, const QHostAddress &listener)
{
    if (!hasProperHost(head))
        return refusal(400, "one Host is wanted");
    const std::optional<QByteArray> host = head.value("Host");
    if (host && !isHostAllowed(*host, listener))
        return refusal(403, "this Host is not served here");
    return std::nullopt;
}

std::optional<AdminPage> pageAt(QStringView path)
{
    if (path == u"/livez")
        return AdminPage::Live;
    if (path == u"/readyz")
        return AdminPage::Ready;
    if (path == u"/metrics")
        return AdminPage::Metrics;
    return std::nullopt;
}

} // namespace

AdminDecision decideAdmin(const HttpHead &head, const Endpoint &listener)
{
    if (const std::optional<HttpResponse> refused = checkHost(head, listener.address))
        return *refused;
    const Result<RequestTarget> target = parseRequestTarget(head.target);
    if (!target)
        return refusal(400, target.error().text.toUtf8());
    const std::optional<AdminPage> page = pageAt(target->path);
    if (!page)
        return refusal(404, "nothing is served at this path");
    if (head.method != "GET" && head.method != "HEAD") {
        HttpResponse response = refusal(405, "only GET is understood here");
        response.headers.emplace_back("Allow", "GET, HEAD");
        return response;
    }
    if (head.hasBody)
        return refusal(400, "no body is wanted here");
    return *page;
}

HttpResponse livePage()
{
    return plain("text/plain; charset=utf-8", "ok\n");
}

HttpResponse readyPage(Readiness readiness)
{
    if (readiness == Readiness::Ready)
        return plain("text/plain; charset=utf-8", "ready\n");
    HttpResponse response =
        refusal(503, readiness == Readiness::Draining ? "the server is draining: it takes no new connections"
                                                      : "the server is not listening");
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

HttpResponse metricsPage(const QByteArray &text)
{
    return plain(MetricsContentType, text);
}

} // namespace signalbox

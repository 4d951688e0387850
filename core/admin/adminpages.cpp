#include "core/admin/adminpages.h"

#include "core/observe/metrics.h"
#include "core/policy/origincheck.h"
#include "core/wire/hostfield.h"
#include "core/wire/httpmethod.h"
#include "core/wire/requesttarget.h"

#include <optional>

namespace signalbox {

namespace {

//! Adds the headers that keep responses out of caches and of other origins.
HttpResponse guarded(HttpResponse response)
{
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

HttpResponse problem(int status, const QByteArray &detail)
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
        return problem(400, "one Host is wanted");
    const std::optional<QByteArray> host = effectiveHost(head);
    if (host && !isHostAllowed(*host, listener))
        return problem(403, "this Host is not served here");
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
    if (const std::optional<HttpResponse> rejection = checkHost(head, listener.address))
        return *rejection;
    std::optional<HttpResponse> methodAnswer = answerToMethod(head.method);
    if (methodAnswer && methodAnswer->status == 204)
        return guarded(*std::move(methodAnswer));
    const Result<RequestTarget> target = parseRequestTarget(head.target);
    if (!target)
        return problem(400, target.error().text.toUtf8());
    const std::optional<AdminPage> page = pageAt(target->path);
    if (!page)
        return problem(404, "nothing is served at this path");
    if (methodAnswer)
        return guarded(*std::move(methodAnswer));
    if (head.hasBody)
        return problem(400, "no body is wanted here");
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
        problem(503, readiness == Readiness::Draining ? "the server is draining: it takes no new connections"
                                                      : "the server is not listening");
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

HttpResponse metricsPage(const QByteArray &text)
{
    return plain(MetricsContentType, text);
}

} // namespace signalbox

#include "core/admin/healthpages.h"

#include "core/observe/metrics.h"

namespace signalbox {

namespace {

HttpResponse plain(const QByteArray &contentType, const QByteArray &body)
{
    HttpResponse response;
    response.contentType = contentType;
    response.body = body;
    return response;
}

} // namespace

HttpResponse livePage()
{
    return plain("text/plain; charset=utf-8", "ok\n");
}

//! Why the broker cannot be reached is not for everybody.
HttpResponse readyPage(Readiness readiness, bool isBrokerUp)
{
    if (readiness == Readiness::Ready && isBrokerUp)
        return plain("text/plain; charset=utf-8", "ready\n");
    HttpResponse response = HttpResponse::problem(
        503, readiness == Readiness::Draining ? "the server is draining: it takes no new connections"
             : readiness == Readiness::Ready  ? "the broker cannot be reached"
                                              : "the server is not listening");
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

HttpResponse metricsPage(const QByteArray &text)
{
    return plain(MetricsContentType, text);
}

} // namespace signalbox

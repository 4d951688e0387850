#include "core/http/apiproblem.h"

namespace signalbox {

HttpResponse ApiProblem::response() const
{
    return HttpResponse::problem(status, detail.toUtf8(), field);
}

HttpResponse uncached(HttpResponse response)
{
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

} // namespace signalbox

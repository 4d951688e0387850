#include "core/wire/httpmethod.h"

#include <algorithm>
#include <array>

namespace signalbox {

bool isKnownMethod(QByteArrayView method)
{
    static constexpr std::array Known{"GET",    "HEAD",  "OPTIONS", "POST",   "PUT",
                                      "DELETE", "PATCH", "TRACE",   "CONNECT"};
    return std::ranges::any_of(Known, [&](const char *known) { return method == known; });
}

std::optional<HttpResponse> answerToMethod(QByteArrayView method)
{
    if (method == "GET" || method == "HEAD")
        return std::nullopt;
    HttpResponse response;
    if (method == "OPTIONS") {
        response.status = 204;
    } else if (isKnownMethod(method)) {
        response = HttpResponse::problem(405, "only GET is understood here");
    } else {
        return HttpResponse::problem(501, "this method is unknown"); // RFC 9110 section 15.6.2
    }
    response.headers.emplace_back("Allow", "GET, HEAD, OPTIONS");
    return response;
}

} // namespace signalbox

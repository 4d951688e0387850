#include "core/wire/httpmethod.h"

#include <algorithm>
#include <array>

namespace signalbox {

std::optional<HttpResponse> answerToMethod(QByteArrayView method)
{
    static constexpr std::array Unsupported{"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"};
    if (method == "GET" || method == "HEAD")
        return std::nullopt;
    HttpResponse response;
    if (method == "OPTIONS") {
        response.status = 204;
    } else if (std::ranges::any_of(Unsupported, [&](const char *known) { return method == known; })) {
        response = HttpResponse::problem(405, "only GET is understood here");
    } else {
        return HttpResponse::problem(501, "this method is unknown"); // RFC 9110 section 15.6.2
    }
    response.headers.emplace_back("Allow", "GET, HEAD, OPTIONS");
    return response;
}

} // namespace signalbox

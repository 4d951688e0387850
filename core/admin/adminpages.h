#pragma once

#include "core/base/endpoint.h"
#include "core/wire/httphead.h"
#include "core/wire/httpresponse.h"
#include "core/worker/readiness.h"

#include <variant>

namespace signalbox {

enum class AdminPage : quint8 {
    Live,    //!< /livez: the program runs
    Ready,   //!< /readyz: it lets in who comes
    Metrics, //!< /metrics
};

//! What a request on the admin port asks for, or why it gets nothing. Decided without sockets, in this order:
//! Host 400 or 403, target 400, path 404, method 405, body 400. \a listener is where the request came in: on
//! a loopback address only localhost, 127.x and [::1] may be its Host, or a page on the web could have its
//! own name point here and read what it likes.
using AdminDecision = std::variant<AdminPage, HttpResponse>;
AdminDecision decideAdmin(const HttpHead &head, const Endpoint &listener);

HttpResponse livePage();
HttpResponse readyPage(Readiness readiness);
//! \a text as metricsText() makes it.
HttpResponse metricsPage(const QByteArray &text);

} // namespace signalbox

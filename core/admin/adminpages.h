#pragma once

#include "core/base/endpoint.h"
#include "core/wire/httphead.h"
#include "core/wire/httpresponse.h"
#include "core/worker/readiness.h"

#include <variant>

namespace signalbox {

enum class AdminPage : quint8 {
    Live,    //!< /livez: the program runs
    Ready,   //!< /readyz: the server accepts connections
    Metrics, //!< /metrics
};

//! The page that a request on the admin port is for, or the response that rejects it. Checked in this order:
//! Host 400 or 403, OPTIONS 204, target 400, path 404, method 405 or 501, body 400. \a listener is the address that received the
//! request: on a loopback address only localhost, 127.x and [::1] are allowed as its Host, against DNS
//! rebinding.
using AdminDecision = std::variant<AdminPage, HttpResponse>;
AdminDecision decideAdmin(const HttpHead &head, const Endpoint &listener);

HttpResponse livePage();
HttpResponse readyPage(Readiness readiness);
//! \a text as metricsText() makes it.
HttpResponse metricsPage(const QByteArray &text);

} // namespace signalbox

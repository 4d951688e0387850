#pragma once

#include "core/wire/httpresponse.h"
#include "core/worker/readiness.h"

namespace signalbox {

//! The bodies of /livez, /readyz and /metrics.
HttpResponse livePage();
HttpResponse readyPage(Readiness readiness, bool isBrokerUp);
//! \a text as metricsText() makes it.
HttpResponse metricsPage(const QByteArray &text);

} // namespace signalbox
